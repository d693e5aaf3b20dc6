package io.botfleet.bootstrap.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Something that runs until Ctrl-C or SIGTERM, and has the time to stop as it should. */
final class UntilCtrlC {
    /** Returns or throws once it has stopped. */
    interface Running {
        /** @param asked is counted down by Ctrl-C */
        void until(CountDownLatch asked) throws Exception;
    }

    private UntilCtrlC() {}

    static void run(Running running) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = first(asked::countDown);
        try {
            running.until(asked);
        } finally {
            ended.countDown();
        }
    }

    /**
     * Starts what has to run before it can be asked to end, and interrupts that where Ctrl-C comes meanwhile. No interrupt
     * stays behind: whoever had to be interrupted may have something to end.
     */
    static <T> T unlessAsked(CountDownLatch asked, Callable<T> start) throws Exception {
        Starting starting = new Starting(Thread.currentThread());
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                asked.await();
                starting.interrupt();
            } catch (InterruptedException started) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return start.call();
        } finally {
            starting.end();
            watch.interrupt();
        }
    }

    /** Interrupted while it lasts and never after. */
    private static final class Starting {
        private final Thread starter;
        private boolean over;

        Starting(Thread starter) {
            this.starter = starter;
        }

        synchronized void interrupt() {
            if (!over) {
                starter.interrupt();
            }
        }

        synchronized void end() {
            over = true;
            Thread.interrupted();
        }
    }

    /** Until what it returns is counted down, Ctrl-C and SIGTERM only interrupt this thread. */
    static CountDownLatch interruptedInstead() {
        return first(Thread.currentThread()::interrupt);
    }

    /** Does this on Ctrl-C, and ends the program once what it returns is counted down. */
    private static CountDownLatch first(Runnable instead) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    if (ended.getCount() > 0) {
                        instead.run();
                    }
                    try {
                        ended.await();
                    } catch (InterruptedException hurried) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ctrl-c");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            instead.run();
        }
        return ended;
    }
}

package io.botfleet.bootstrap.cli;

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

    /** Until what it returns is counted down, Ctrl-C and SIGTERM only interrupt this thread. */
    static CountDownLatch interruptedInstead() {
        return first(Thread.currentThread()::interrupt);
    }

    /** Does this on Ctrl-C, and ends the program once what it returns is counted down. */
    private static CountDownLatch first(Runnable instead) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
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
                        "ctrl-c"));
        return ended;
    }
}

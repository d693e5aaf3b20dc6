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
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            asked.countDown();
                            try {
                                ended.await();
                            } catch (InterruptedException hurried) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "ctrl-c"));
        try {
            running.until(asked);
        } finally {
            ended.countDown();
        }
    }
}

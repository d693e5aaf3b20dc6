package io.botfleet.adapters.local.process;

import java.io.IOException;

/** Signals beside the two that Java knows. */
public final class Signals {
    private Signals() {}

    /**
     * A process that has ended meanwhile needs none.
     *
     * @param name as kill(1) knows it: {@code STOP}, {@code INT}
     */
    public static void send(String name, ProcessHandle process) throws IOException, InterruptedException {
        int failed = new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (failed != 0 && process.isAlive()) {
            throw new IOException("process " + process.pid() + " could not be sent SIG" + name);
        }
    }
}

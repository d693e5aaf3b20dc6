package io.botfleet.bootstrap.chaos;

import java.io.IOException;

/** POSIX signals, sent by the shell's own {@code kill}: Java knows SIGTERM and SIGKILL alone. */
enum Signal {
    STOP,
    CONT,
    TERM,
    KILL;

    /** To one process; nothing where it is gone. Zero and less are no process, and to {@code kill} they are many. */
    void send(long pid) throws IOException, InterruptedException {
        if (pid <= 0) {
            throw new IllegalArgumentException("not a process: " + pid);
        }
        new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\" 2>/dev/null || :", "kill", name(), Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}

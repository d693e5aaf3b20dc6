package io.botfleet.bootstrap.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Tells a person what takes longer than a second, on standard error. */
public final class Progress {
    private final PrintStream out;
    private final boolean quiet;

    public Progress(PrintStream out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
    }

    /** Does one thing and prints what it was and how long it took. */
    public <T> T step(String doing, Callable<T> work) throws Exception {
        long begun = System.nanoTime();
        if (!quiet) {
            out.printf("  %s …", doing);
            out.flush();
        }
        boolean done = false;
        try {
            T result = work.call();
            done = true;
            return result;
        } finally {
            if (!quiet) {
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                out.printf(" %s (%.1f s)%n", done ? "done" : "failed", took.toMillis() / 1000.0);
            }
        }
    }
}

package io.botfleet.bootstrap.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Tells a person what takes longer than a second. */
public final class Progress {
    private final PrintWriter out;

    public Progress(PrintWriter out) {
        this.out = out;
    }

    /** Does one thing and prints what it was and how long it took. */
    public <T> T step(String doing, Callable<T> work) throws Exception {
        long begun = System.nanoTime();
        out.printf("  %s …", doing);
        out.flush();
        boolean done = false;
        try {
            T result = work.call();
            done = true;
            return result;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            out.printf(" %s (%.1f s)%n", done ? "done" : "failed", took.toMillis() / 1000.0);
            out.flush();
        }
    }
}

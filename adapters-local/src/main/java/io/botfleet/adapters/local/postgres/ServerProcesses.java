package io.botfleet.adapters.local.postgres;

import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.ProcessIdentity;
import io.botfleet.adapters.local.process.Session;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The processes of the server on one data directory, whatever state it is in: a postmaster that is starting, ready or
 * stopping, and its children, which lead sessions of their own and may outlive it.
 *
 * <p>They are told by their program and by the directory that they work in ({@code /proc/PID/exe} and {@code cwd}, proc(5)):
 * that moves with no clock, and no process that has a former server's id now is taken for it.
 */
record ServerProcesses(Path dataDirectory) {
    private static final Duration TO_DIE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Those that run now, a postmaster before its children. */
    List<ProcessHandle> running() {
        List<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(process -> has(process.pid()))
                .toList();
        Set<Long> pids = found.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
        return found.stream()
                .sorted(Comparator.comparing(process -> isChildOf(process, pids)))
                .toList();
    }

    private static boolean isChildOf(ProcessHandle process, Set<Long> pids) {
        return process.parent().map(ProcessHandle::pid).filter(pids::contains).isPresent();
    }

    /** Whether the process that has this id now is one of the server's. */
    boolean has(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            // Not followed: the program stays what it is when its file is replaced or removed.
            String program = Files.readSymbolicLink(process.resolve("exe")).toString();
            return program.replaceFirst(" \\(deleted\\)$", "").endsWith("/postgres")
                    && Files.isSameFile(process.resolve("cwd"), dataDirectory);
        } catch (NoSuchFileException | AccessDeniedException somebodyElses) {
            return false;
        } catch (IOException unreadable) {
            if (!Files.exists(process)) {
                return false;
            }
            throw new Unavailable("process " + pid + " can't be looked at: " + unreadable, unreadable);
        }
    }

    /**
     * Asks for a fast shutdown (SIGINT to the postmaster; PostgreSQL's documentation, "Shutting Down the Server"), and kills
     * what is left of the server when the grace is over: it recovers what it acknowledged from its log at the next start.
     * Whoever interrupts this thread shortens the grace. Throws {@link Unavailable} where even SIGKILL leaves something.
     */
    void end(Duration grace) {
        if (grace.isPositive()) {
            running().stream()
                    .limit(1)
                    .flatMap(postmaster -> ProcessIdentity.ofRunning(postmaster.pid()).stream())
                    .forEach(postmaster -> Session.of(postmaster).ask(Ending.Signal.INT));
            awaitGone(grace);
        }
        kill();
    }

    private void awaitGone(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        try {
            while (System.nanoTime() - end < 0 && !running().isEmpty()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** The postmaster first, so that it starts nothing in place of what it lost; no interrupt keeps this from its end. */
    private void kill() {
        long end = System.nanoTime() + TO_DIE.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            for (List<ProcessHandle> left = running(); !left.isEmpty(); left = running()) {
                if (System.nanoTime() - end > 0) {
                    throw new Unavailable("PostgreSQL in " + dataDirectory + " does not end, not even by SIGKILL");
                }
                left.forEach(ProcessHandle::destroyForcibly);
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

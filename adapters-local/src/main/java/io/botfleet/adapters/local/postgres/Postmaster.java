package io.botfleet.adapters.local.postgres;

import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a server wrote about itself in {@code postmaster.pid} (PostgreSQL's {@code src/include/utils/pidfile.h}).
 *
 * @param startedAt when it began, to the second
 */
record Postmaster(Path dataDirectory, long pid, Instant startedAt, int port, boolean ready) {
    private static final int LINES = 8;

    /** The file as it stands; empty where there is none, or the server is still writing it. */
    static Optional<Postmaster> in(Path dataDirectory) {
        try {
            List<String> lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
            if (lines.size() < LINES - 1) {
                return Optional.empty();
            }
            boolean ready =
                    lines.size() >= LINES && lines.get(LINES - 1).strip().equals("ready");
            return Optional.of(new Postmaster(
                    dataDirectory,
                    Long.parseLong(lines.get(0).strip()),
                    Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip())),
                    Integer.parseInt(lines.get(3).strip()),
                    ready));
        } catch (NoSuchFileException notRunning) {
            return Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            throw new Unavailable("postmaster.pid in " + dataDirectory + " can't be read: " + unreadable, unreadable);
        }
    }

    /** Whether the very process that wrote the file runs; another one that has its id now does not count. */
    boolean isAlive() {
        return new ServerProcesses(dataDirectory).has(pid);
    }
}

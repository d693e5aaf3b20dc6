package io.botfleet.adapters.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path directory;

    @Test
    void namesTheHolderToWhoeverComesSecond() {
        DirectoryLock first = held(DirectoryLock.acquire(directory, "botfleet up", NOW));

        assertThat(DirectoryLock.acquire(directory, "botfleet up", NOW))
                .isEqualTo(new DirectoryLock.Outcome.Refused(
                        "botfleet up, process " + ProcessHandle.current().pid() + ", since 2026-01-02T03:04:05Z"));
        first.close();
    }

    @Test
    void isFreeAgainOnceReleased() {
        held(DirectoryLock.acquire(directory, "first", NOW)).close();

        held(DirectoryLock.acquire(directory, "second", NOW)).close();
    }

    private static DirectoryLock held(DirectoryLock.Outcome outcome) {
        assertThat(outcome).isInstanceOf(DirectoryLock.Outcome.Held.class);
        return ((DirectoryLock.Outcome.Held) outcome).lock();
    }
}

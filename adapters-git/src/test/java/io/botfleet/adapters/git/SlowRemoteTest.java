package io.botfleet.adapters.git;

import static io.botfleet.adapters.git.GitFixture.FENCE;
import static io.botfleet.adapters.git.GitFixture.start;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A remote that takes a connection, and keeps silent for ever. */
@Timeout(60)
class SlowRemoteTest {
    @TempDir
    Path folder;

    private ServerSocket silent;
    private JGitOpsRepository repository;

    @BeforeEach
    void open() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        repository = new JGitOpsRepository(
                new GitRemote(
                        "http://127.0.0.1:" + silent.getLocalPort() + "/remote.git",
                        "main",
                        new GitAccess.Open(),
                        Duration.ofSeconds(1)),
                folder.resolve("cache"),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty());
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        silent.close();
    }

    @Test
    void isGivenUpForNowWhereItIsRead() {
        assertThatExceptionOfType(Unavailable.class).isThrownBy(repository::head);
    }

    @Test
    void isGivenUpForNowWhereItIsWritten() {
        assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> repository.apply(FENCE, List.of(start(1, 1))));
    }
}

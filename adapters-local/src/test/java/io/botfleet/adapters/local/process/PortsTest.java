package io.botfleet.adapters.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PortsTest {
    @TempDir
    private Path directory;

    @Test
    void keepsTheChoiceFromOneStartToTheNext() {
        int first = new Ports(directory, new Random(1)).choose("chain");

        assertThat(new Ports(directory, new Random(2)).choose("chain")).isEqualTo(first);
    }

    @Test
    void givesNoPortTwice() {
        Ports ports = new Ports(directory, new Random(1));
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            given.add(ports.choose("bot-" + i));
        }

        assertThat(given).hasSize(50).allMatch(port -> port >= 20_000 && port < 32_768);
    }

    @Test
    void doesNotReadWhatAKilledPlatformLeftHalfWritten() throws IOException {
        Files.createFile(directory.resolve("chain.new"));

        int port = new Ports(directory, new Random(1)).choose("chain");

        assertThat(new Ports(directory, new Random(2)).recorded("chain")).hasValue(port);
    }

    @Test
    void choosesAnewWhenSomebodyElseListensOnTheRecordedOne() throws IOException {
        Ports ports = new Ports(directory, new Random(1));
        int first = ports.choose("chain");
        try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.getLocalPort()).isEqualTo(first);
            int second = ports.choose("chain");

            assertThat(second).isNotEqualTo(first);
            assertThat(ports.recorded("chain")).hasValue(second);
            assertThatThrownBy(() -> ports.insistOn("api", first)).isInstanceOf(Permanent.class);
        }
    }
}

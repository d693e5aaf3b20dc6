package io.botfleet.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void asksForAConfiguration() {
        Ran ran = Ran.of("serve");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--config");
    }

    @Test
    void saysOnStandardErrorOnlyWhatIsWrongInAConfiguration() throws IOException {
        Path file = Files.writeString(folder.resolve("platform.json"), "{\"chainId\": 1, \"unknown\": 2}");

        Ran ran = Ran.of("serve", "--json", "--config", file.toString());

        assertThat(ran.exitCode()).isEqualTo(78);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("botfleet: " + file + " is wrong in ")
                .contains("gateway: is missing", "unknown: is no field of a configuration")
                .doesNotContain("\tat ");
    }

    @Test
    void tellsItsExitCodes() {
        Ran help = Ran.of("serve", "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--config=FILE", "--json", "143", "78");
    }
}

package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code botfleet demo}, which checks each of its own claims and says how many held. */
class DemoIT {
    private static final int CLAIMS = 12;

    @TempDir
    private Path folder;

    @Test
    void comesOutRightAndLeavesNothingRunning() throws Exception {
        Path data = folder.resolve("data");

        Installed.Ran demo = Installed.run("demo", "--keep", data.toString());

        assertThat(demo.exitCode()).as(demo.output()).isZero();
        assertThat(demo.output())
                .contains("All " + CLAIMS + " expectations held.")
                .doesNotContain("✗");
        assertThat(RealPlatform.processes(data + "/")).isEmpty();
    }

    @Test
    void refusesADirectoryThatAPlatformRunsOn() throws Exception {
        try (RealPlatform platform = new RealPlatform(folder.resolve("data"))) {
            platform.up();

            Installed.Ran second = Installed.run("up", "--data", platform.data().toString());
            Installed.Ran down = Installed.run("down", "--data", platform.data().toString());

            assertThat(second.exitCode()).isEqualTo(69);
            assertThat(second.output()).contains("another platform runs on");
            assertThat(down.exitCode()).isEqualTo(69);
            assertThat(platform.isHealthy()).isTrue();
        }
    }
}

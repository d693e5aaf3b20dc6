package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code botfleet demo}, which checks each of its own claims and says how many held. */
class DemoIT {
    private static final int CLAIMS = 17;

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
}

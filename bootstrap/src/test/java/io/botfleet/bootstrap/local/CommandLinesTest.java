package io.botfleet.bootstrap.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CommandLinesTest {
    @Test
    void areWholeHoweverLongTheyAre() throws IOException, InterruptedException {
        String longerThanAPage = "x".repeat(10_000);
        Process process =
                new ProcessBuilder("sh", "-c", "echo begun; read end", longerThanAPage, "the last word").start();
        try {
            // Only once it speaks is it the program that was asked for.
            assertThat(process.inputReader().readLine()).isEqualTo("begun");
            assertThat(CommandLines.of(process.toHandle())).contains(longerThanAPage + " the last word");
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(CommandLines.of(process.toHandle())).isEmpty();
    }
}

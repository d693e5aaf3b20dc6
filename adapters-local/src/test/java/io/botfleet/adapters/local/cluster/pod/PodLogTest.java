package io.botfleet.adapters.local.cluster.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodLogTest {
    @TempDir
    private Path folder;

    @Test
    void takesTheBotsLastErrorForItsLastWords() throws IOException {
        write("""
            2026-01-01 00:00:00,000 - freqtrade - ERROR - something else first
            2026-01-01 00:00:01,000 - freqtrade - ERROR - Impossible to load Strategy 'X'. This class does not exist.
            2026-01-01 00:00:02,000 - freqtrade.worker - INFO - Shutting down

            """);

        assertThat(log().lastWords(0)).isEqualTo("Impossible to load Strategy 'X'. This class does not exist.");
    }

    @Test
    void takesTheLastLineWhereThereIsNoError() throws IOException {
        write("one\nbotfleet-entrypoint: DATABASE_URL is missing\n\n");

        assertThat(log().lastWords(0)).isEqualTo("botfleet-entrypoint: DATABASE_URL is missing");
        assertThat(log().lastWords(log().size())).isEqualTo("it printed nothing");
    }

    @Test
    void keepsItsEndAndNoMoreThanAMegabyte() throws IOException {
        String line = "x".repeat(1023) + "\n";
        write(line.repeat(3 * 1024) + "the last line\n");
        Path kept = folder.resolve("kept/bot.log");

        log().keep(kept);

        assertThat(Files.size(kept)).isBetween(256L * 1024, 1024L * 1024);
        assertThat(kept).content().endsWith("x\nthe last line\n");
    }

    @Test
    void keepsWhatWasKeptWhereNothingWasPrinted() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept.log"), "of the pod before\n");

        log().keep(kept);

        assertThat(kept).hasContent("of the pod before\n");
    }

    @Test
    void looksNoFurtherBackThanThisRun() throws IOException {
        write("2026-01-01 00:00:00,000 - freqtrade - ERROR - of the run before\n");
        long since = log().size();
        write("of this run\n");

        assertThat(log().lastWords(since)).isEqualTo("of this run");
    }

    @Test
    void boundsTheFileUnderARunningContainerAndKeepsWhatWasPrintedLast() throws IOException {
        write("x".repeat(1023).concat("\n").repeat(9 * 1024));
        write("before\n");

        log().bound();
        write("after\n");

        assertThat(log().size()).isEqualTo("after\n".length());
        assertThat(log().tail(2)).isEqualTo(List.of("before", "after"));
        assertThat(log().tail(0)).isEmpty();
    }

    @Test
    void doublesTheBackOffUpToItsEnd() {
        assertThat(Timing.DEFAULT.backOffAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Timing.DEFAULT.backOffAfter(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(Timing.DEFAULT.backOffAfter(1_000)).isEqualTo(Duration.ofMinutes(1));
    }

    private PodLog log() {
        return new PodLog(folder.resolve("log"));
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backtest by the image's entry point: what runs, in which order, and what each end comes to. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash"})
class BacktestEntryPointTest {
    private static final String LAST = "user_data/backtest_results/.last_result.json";
    private static final Map<String, String> ENVIRONMENT = Map.of("FREQTRADE_STRATEGY", "SampleStrategy");
    private static final String WRITE_RESULT = "mkdir -p user_data/backtest_results && echo new >" + LAST;

    private final String shell;

    @TempDir
    Path directory;

    private PodDirectory pod;

    BacktestEntryPointTest(String shell) {
        this.shell = shell;
    }

    @BeforeEach
    void givenAPod() throws IOException {
        pod = PodDirectory.in(directory);
        pod.program("botfleet-result", """
                #!/bin/sh
                echo result >>ran
                cat %s || exit 65
                """.formatted(LAST));
    }

    @Test
    void printsTheResultOfWhatFreqtradeHasRun() throws Exception {
        freqtrade(":", WRITE_RESULT);

        var outcome = backtest();

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).isEqualTo("new\n");
        assertThat(ran()).containsExactly("download-data", "backtesting", "result");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "137"})
    void handsOnWithWhatFreqtradeFailed(int exitCode) throws Exception {
        freqtrade(":", WRITE_RESULT + "; exit " + exitCode);

        assertThat(backtest().exitCode()).isEqualTo(exitCode);
        assertThat(ran()).containsExactly("download-data", "backtesting");
    }

    @Test
    void testsNothingWithoutCandles() throws Exception {
        freqtrade("exit 2", WRITE_RESULT);

        assertThat(backtest().exitCode()).isEqualTo(2);
        assertThat(ran()).containsExactly("download-data");
    }

    @Test
    void takesASuccessWithoutAResultForNone() throws Exception {
        freqtrade(":", ":");

        assertThat(backtest().exitCode()).isEqualTo(65);
    }

    @Test
    void takesNoOlderResultForANewOne() throws Exception {
        Files.createDirectories(directory.resolve(LAST).getParent());
        pod.file(LAST, "old");
        freqtrade(":", ":");

        var outcome = backtest();

        assertThat(outcome.exitCode()).isEqualTo(65);
        assertThat(outcome.output()).doesNotContain("old");
        assertThat(directory.resolve(LAST)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"TERM, download-data", "TERM, backtesting", "INT, download-data", "INT, backtesting"})
    void passesOnASignalAndEndsAsFreqtradeEnds(String signal, String during) throws Exception {
        var waiting = "trap 'echo told >>ran; exit 9' TERM; echo waiting >>ran; while :; do sleep 0.1; done";
        freqtrade(during.equals("backtesting") ? ":" : waiting, waiting);

        var process = start();
        await("waiting");
        signal(signal, process);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(pod.output()).isTrue();
        assertThat(process.exitValue()).isEqualTo(9);
        assertThat(ran()).endsWith(during, "waiting", "told");
    }

    @Test
    void endsAsOneThatASignalEndedWhereFreqtradeDoes() throws Exception {
        freqtrade(":", "echo waiting >>ran; exec sleep 60");

        var process = start();
        await("waiting");
        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(pod.output()).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    void startsNoBacktestOnceItWasToldToStop() throws Exception {
        freqtrade("trap 'exit 0' TERM; echo waiting >>ran; while :; do sleep 0.1; done", WRITE_RESULT);

        var process = start();
        await("waiting");
        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(pod.output()).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(ran()).containsExactly("download-data", "waiting");
    }

    @Test
    void waitsForAFreqtradeThatTakesItsTimeToStop() throws Exception {
        freqtrade(
                ":",
                "trap 'sleep 1; " + WRITE_RESULT + "; exit 0' TERM; echo waiting >>ran; while :; do sleep 0.1; done");

        var process = start();
        await("waiting");
        process.destroy();
        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(pod.output()).isTrue();
        assertThat(process.exitValue()).as(pod.output()).isZero();
        assertThat(pod.output()).isEqualTo("new\n");
    }

    private void freqtrade(String onDownload, String onBacktest) throws IOException {
        pod.program("freqtrade", """
                #!/bin/sh
                echo "$1" >>ran
                case $1 in
                  download-data) %s ;;
                  backtesting) %s ;;
                  *) exit 99 ;;
                esac
                """.formatted(onDownload, onBacktest));
    }

    private PodDirectory.Outcome backtest() throws IOException, InterruptedException {
        return pod.entryPoint(shell, ENVIRONMENT, "backtest", "--timerange", "20250101-20250601", "--timeframe", "5m");
    }

    /** With SIGINT as a container has it: what starts the tests may ignore it, and its children then do. */
    private Process start() throws IOException {
        return pod.start(
                List.of(
                        "env",
                        "--default-signal=INT",
                        shell,
                        Repository.ENTRY_POINT.toString(),
                        "backtest",
                        "--timerange",
                        "20250101-20250601",
                        "--timeframe",
                        "5m"),
                ENVIRONMENT);
    }

    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void await(String line) throws IOException, InterruptedException {
        for (var attempt = 0; attempt < 600; attempt++) {
            if (Files.exists(directory.resolve("ran")) && ran().contains(line)) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("it never came to " + line + ": " + pod.output());
    }

    private List<String> ran() throws IOException {
        return Files.readAllLines(directory.resolve("ran"));
    }
}

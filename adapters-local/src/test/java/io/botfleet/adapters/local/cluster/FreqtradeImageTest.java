package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.botfleet.adapters.local.cluster.pod.Image;
import io.botfleet.adapters.local.workload.PodDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backtest by what stands for the image: entry point, paperbot and the printed result, each a process of its own. */
class FreqtradeImageTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("FREQTRADE_STRATEGY", "SampleStrategy");

    @TempDir
    Path directory;

    @Test
    void runsABacktestAndPrintsItsResultWithoutAPython() throws Exception {
        var pod = pod(ClusterUnderTest.paperbot(directory), 100);

        var outcome =
                pod.entryPoint("sh", ENVIRONMENT, "backtest", "--timerange", "20250101-20250301", "--timeframe", "5m");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        var report = printed(outcome.output());
        assertThat(report.path("strategy_name").asText()).isEqualTo("SampleStrategy");
        assertThat(report.path("timerange").asText()).isEqualTo("20250101-20250301");
        assertThat(report.path("total_trades").asInt()).isPositive();
        assertThat(report.path("results_per_pair")).hasSize(2);
    }

    /** As with a Freqtrade that is installed, whose place paperbot's launcher takes here. */
    @Test
    void printsTheSameByTheImagesOwnScript() throws Exception {
        assumeTrue(installed("python3"), "python3 is not installed");
        ClusterUnderTest.paperbot(directory);
        var image = FreqtradeImage.with(
                ClusterUnderTest.root().resolve("infra/docker"), directory.resolve("launcher/freqtrade"));
        var pod = pod(image, 100);

        var outcome =
                pod.entryPoint("sh", ENVIRONMENT, "backtest", "--timerange", "20250101-20250301", "--timeframe", "5m");
        var byJava = new ProcessBuilder(
                        directory.resolve("launcher/botfleet-result").toString())
                .directory(pod.root().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        byJava.environment().put("TMPDIR", pod.root().resolve("tmp").toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(printed(outcome.output()))
                .isEqualTo(printed(new String(byJava.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)));
    }

    @Test
    void hasNoResultAfterAConfigurationErrorWithWhichFreqtradeSucceeds() throws Exception {
        var outcome = pod(ClusterUnderTest.paperbot(directory), 5_000)
                .entryPoint("sh", ENVIRONMENT, "backtest", "--timerange", "20250101-20250301", "--timeframe", "5m");

        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(65);
        assertThat(outcome.output())
                .contains(
                        "freqtrade - ERROR - Configuration error: Starting balance (990 USDT) is smaller than stake_amount")
                .endsWith("botfleet-result: no result: there is no .last_result.json\n");
    }

    @Test
    void endsOnSigtermWhileAStrategyTakesItsTime() throws Exception {
        var pod = pod(ClusterUnderTest.paperbot(directory), 100);
        Files.delete(pod.root().resolve("strategies"));
        Files.createDirectory(pod.root().resolve("strategies"));
        pod.file("strategies/Slow.py", """
                class Slow(IStrategy):
                    stoploss = -0.10

                    def populate_indicators(self, dataframe, metadata):
                        time.sleep(600)
                        return dataframe

                    def populate_entry_trend(self, dataframe, metadata):
                        return dataframe

                    def populate_exit_trend(self, dataframe, metadata):
                        return dataframe
                """);
        var process = pod.start(
                List.of("sh", "-c", "exec botfleet-entrypoint backtest --timerange 20250101-20250301 --timeframe 5m"),
                Map.of("FREQTRADE_STRATEGY", "Slow"));
        for (var attempt = 0; !pod.output().contains("Running backtesting for Strategy Slow"); attempt++) {
            assertThat(attempt).as(pod.output()).isLessThan(600);
            Thread.sleep(50);
        }

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(pod.output()).isTrue();
        assertThat(process.exitValue()).as(pod.output()).isEqualTo(143);
        assertThat(pod.output()).doesNotContain("botfleet-result");
    }

    private PodDirectory pod(Image image, int stake) throws IOException {
        var pod = PodDirectory.in(Files.createDirectory(directory.resolve("pod")));
        for (var command : image.commands().entrySet()) {
            Files.createSymbolicLink(pod.root().resolve("bin").resolve(command.getKey()), command.getValue());
        }
        return pod.file("config/config.json", """
                {"bot_name": "cliente-001.42", "dry_run": true, "stake_currency": "USDT", "stake_amount": %d,
                 "max_open_trades": 3, "timeframe": "5m", "entry_pricing": {}, "exit_pricing": {},
                 "exchange": {"name": "binance", "pair_whitelist": ["BTC/USDT", "ETH/USDT"]}}
                """.formatted(stake));
    }

    private static JsonNode printed(String output) throws IOException {
        var base64 = output.lines()
                .filter(line -> line.startsWith("botfleet-result "))
                .map(line -> line.split(" ")[3])
                .collect(Collectors.joining());
        try (var in =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            return new JsonMapper().readTree(in);
        }
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

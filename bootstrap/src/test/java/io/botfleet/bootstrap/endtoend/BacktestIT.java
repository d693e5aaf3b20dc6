package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Backtests from the command line to their results, on real parts. */
class BacktestIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private static final SharedPlatform SHARED = new SharedPlatform();

    @TempDir
    private static Path folder;

    private static RealPlatform platform;

    @BeforeAll
    static void take(RealPlatform shared) {
        platform = shared;
    }

    @Test
    void isPaidForOnceAtWorkAndLeavesNothingBehindButItsResults() throws Exception {
        Installed.Ran sent = platform.sendBacktest("frank");
        assertThat(sent.exitCode()).as(sent.output()).isZero();
        assertThat(sent.output()).contains("is approved: the backtest is at work");
        String id = platform.newest();
        String client = command(id).at("/command/clientId").asText();

        comesTrue(id, "SUCCEEDED");
        Installed.Ran shown = run("backtest", id);
        assertThat(shown.exitCode()).as(shown.output()).isZero();
        assertThat(shown.output()).contains("Backtest #" + id + " of " + client + " is SUCCEEDED", "total_trades");
        Installed.Ran figures = run("backtest", id, "--results");
        JsonNode results = JSON.readTree(figures.output());
        assertThat(results.path("strategy_name").asText()).isEqualTo("SampleStrategy");
        assertThat(results.path("timerange").asText()).isEqualTo("20250101-20250201");
        assertThat(results.path("total_trades").isNumber()).isTrue();
        assertThat(results.has("trades")).isFalse();
        assertThat(run("backtests").output()).contains("#" + id, "SUCCEEDED");

        Path evidence = folder.resolve("evidence.json");
        assertThat(run("evidence", id, "--output", evidence.toString()).exitCode())
                .isZero();
        Installed.Ran verified = Installed.run(
                "verify",
                evidence.toString(),
                "--rpc",
                platform.description().path("rpcUrl").asText(),
                "--git",
                platform.description().path("gitUrl").asText());
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("Every link holds.", "Running backtesting for Strategy");

        PlainGit git = PlainGit.clone(platform.description().path("gitUrl").asText(), folder.resolve("looking"));
        Path values =
                git.folder().resolve("backtests").resolve(client).resolve(id).resolve("values.yaml");
        for (int second = 0; second < 60 && Files.exists(values); second++) {
            Thread.sleep(1_000);
            git.run("pull", "--quiet");
        }
        assertThat(values).doesNotExist();
        assertThat(platform.pod(client + "-backtest-" + id)).isEmpty();
    }

    /** Freqtrade takes that for a wrong configuration, and ends with 0. */
    @Test
    void isRefundedWhereFreqtradeEndsWellAndWithoutAResult() throws Exception {
        Installed.Ran sent = platform.sendBacktest("grace", "--stake-amount", "1000000");

        assertThat(sent.exitCode()).as(sent.output()).isEqualTo(1);
        assertThat(sent.output()).contains("is rolled back", "EXECUTION_FAILED", "Starting balance");
        Installed.Ran shown = run("backtest", platform.newest());
        assertThat(shown.exitCode()).as(shown.output()).isEqualTo(1);
        assertThat(shown.output()).contains("REFUSED", "Starting balance");
    }

    @Test
    void isRefusedBeforeItIsSentWhereItsTimerangeIsNone() throws Exception {
        Installed.Ran sent = Installed.run(
                "send",
                "backtest",
                "--yes",
                "--data",
                platform.data().toString(),
                "--wallet",
                "grace",
                "--strategy",
                "SampleStrategy",
                "--exchange",
                "binance",
                "--stake-currency",
                "USDT",
                "--stake-amount",
                "100",
                "--max-open-trades",
                "3",
                "--timeframe",
                "5m",
                "--pair",
                "BTC/USDT",
                "--timerange",
                "20250201-20250101");

        assertThat(sent.exitCode()).isEqualTo(2);
        assertThat(sent.output()).contains("command.timerange: must be two days", "nothing was sent");
    }

    private static void comesTrue(String id, String state) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        JsonNode status = JSON.nullNode();
        try (ApiClient api = platform.api()) {
            while (!status.path("state").asText().equals(state) && System.nanoTime() < end) {
                status = api.get("/backtest/" + id + "/status");
                Thread.sleep(200);
            }
        }
        assertThat(status.path("state").asText()).as(status.toString()).isEqualTo(state);
    }

    private static JsonNode command(String id) throws Exception {
        try (ApiClient api = platform.api()) {
            return api.get("/commands/" + id);
        }
    }

    private static Installed.Ran run(String... arguments) throws Exception {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = platform.data().toString();
        return Installed.run(all);
    }
}

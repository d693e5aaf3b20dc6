package io.botfleet.adapters.local.paperbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backtests of paperbot, started as the image's entry point starts them: the log, the files, and every end. */
class BacktestingTest {
    private static final String RANGE = "20250101-20250201";

    @TempDir
    Path directory;

    private String printed = "";

    @BeforeEach
    void givenAClient() throws IOException {
        for (var folder : List.of("config", "strategies", "user_data")) {
            Files.createDirectories(directory.resolve(folder));
        }
        write("strategies/Sample.py", BotFixture.STRATEGY);
        write("config/config.json", """
                {"bot_name": "cliente-001.42", "dry_run": true, "stake_currency": "USDT", "stake_amount": 100,
                 "max_open_trades": 3, "timeframe": "1h", "entry_pricing": {}, "exit_pricing": {},
                 "exchange": {"name": "binance", "pair_whitelist": ["BTC/USDT", "ETH/USDT"]}}
                """);
    }

    @Test
    void saysAtFreqtradesLoggersWhatItWasAskedAndThatItIsAtWork() {
        assertThat(download(RANGE, "5m")).as(printed).isZero();
        assertThat(printed)
                .contains(
                        "freqtrade.configuration.configuration - INFO - Parameter --timerange detected: " + RANGE
                                + " ...",
                        "freqtrade.data.history.history_utils - INFO - About to download pairs: ['BTC/USDT', 'ETH/USDT'],"
                                + " intervals: ['5m'] to ",
                        "Nothing is downloaded: paperbot makes its candles up.");

        assertThat(backtest(RANGE, "5m")).as(printed).isZero();
        assertThat(printed)
                .containsSubsequence(
                        "It trades nothing.",
                        "freqtrade.configuration.configuration - INFO - Parameter -i/--timeframe detected ... Using timeframe:"
                                + " 5m ...\n",
                        "freqtrade.configuration.configuration - INFO - Parameter --timerange detected: " + RANGE
                                + " ...\n",
                        "freqtrade.configuration.configuration - INFO - Parameter --export detected: trades ...\n",
                        "freqtrade.configuration.configuration - INFO - Parameter --cache=none detected ...\n",
                        "freqtrade.commands.optimize_commands - INFO - Starting freqtrade in Backtesting mode\n",
                        "freqtrade.resolvers.iresolver - INFO - Using resolved strategy Sample from ",
                        "freqtrade.optimize.backtesting - INFO - Loading data from 2025-01-01 00:00:00 up to 2025-02-01"
                                + " 00:00:00 (31 days).\n",
                        "freqtrade.optimize.backtesting - INFO - Running backtesting for Strategy Sample\n",
                        "The candles are made up",
                        "freqtrade.optimize.backtesting - INFO - Backtesting with data from ",
                        "freqtrade.misc - INFO - dumping json to ");
    }

    @Test
    void storesAResultWhereFreqtradeDoes() throws IOException {
        download(RANGE, "5m");
        backtest(RANGE, "5m");

        var folder = directory.resolve("user_data/backtest_results");
        var zip = Json.MAPPER
                .readTree(Files.readString(folder.resolve(".last_result.json")))
                .path("latest_backtest")
                .asText();
        assertThat(zip).matches("backtest-result-\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2}\\.zip");
        var base = zip.replace(".zip", "");
        assertThat(files(folder)).containsExactlyInAnyOrder(".last_result.json", zip, base + ".meta.json");
        var meta = Json.MAPPER.readTree(Files.readString(folder.resolve(base + ".meta.json")));
        assertThat(meta.path("Sample").path("backtest_start_ts").asLong())
                .isEqualTo(Instant.parse("2025-01-01T00:00:00Z").getEpochSecond());
        try (var archive = new ZipFile(folder.resolve(zip).toFile())) {
            assertThat(archive.stream().map(entry -> entry.getName()))
                    .containsExactlyInAnyOrder(base + ".json", base + "_config.json", base + "_Sample.py");
        }
        var result = result().path("strategy").path("Sample");
        assertThat(result.path("trades"))
                .hasSize(result.path("total_trades").asInt())
                .isNotEmpty();
        assertThat(result.path("strategy_name").asText()).isEqualTo("Sample");
        assertThat(result.path("timerange").asText()).isEqualTo(RANGE);
        assertThat(result.path("timeframe").asText()).isEqualTo("5m");
        assertThat(result.path("pairlist")).hasToString("[\"BTC/USDT\",\"ETH/USDT\"]");
    }

    @Test
    void comesToTheSameFiguresAgain() throws IOException {
        download(RANGE, "5m");
        backtest(RANGE, "5m");
        var first = result();
        backtest(RANGE, "5m");

        assertThat(result().path("strategy").path("Sample").path("trades"))
                .isEqualTo(first.path("strategy").path("Sample").path("trades"));
        assertThat(result().path("strategy_comparison")).isEqualTo(first.path("strategy_comparison"));
    }

    @Test
    void putsNoSecretIntoTheResult() throws IOException {
        replace(
                "config/config.json",
                "\"name\": \"binance\"",
                "\"name\": \"binance\", \"key\": \"K3Y\", \"secret\": \"S3CRET\"");
        download(RANGE, "5m");
        backtest(RANGE, "5m");

        try (var archive = new ZipFile(zip().toFile())) {
            for (var entry : archive.stream().toList()) {
                assertThat(new String(archive.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8))
                        .doesNotContain("K3Y", "S3CRET");
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "config/config.json|~\"stake_amount\": 100~|~\"stake_amount\": 1001~|0|~Configuration error: Starting balance"
                        + " (990 USDT) is smaller than stake_amount 1001 USDT. Wallet is calculated as"
                        + " `dry_run_wallet * tradable_balance_ratio`.~",
                "config/config.json|~\"max_open_trades\": 3~|~\"max_open_trades\": -1, \"stake_amount\": \"unlimited\"~|0|~cannot both"
                        + " be unlimited~",
                "config/config.json|~\"stake_amount\": 100,~|~~|1|~'stake_amount' is a required property~",
                "config/config.json|~\"BTC/USDT\", \"ETH/USDT\"~|~~|0|~StaticPairList requires pair_whitelist to be set.~",
                "config/config.json|~\"binance\"~|~\"nowhere\"~|2|~Exchange \"nowhere\" is not known~",
                "config/config.json|~{\"bot~|~\"bot~|0|~Configuration error: ~",
                "config/config.json|~ETH/USDT~|~ADA/USDT~|none|~No history for ADA/USDT, spot, 5m found.~",
                "strategies/Sample.py|~class Sample~|~class Other~|2|~Impossible to load Strategy 'Sample'. This class does not"
                        + " exist or contains Python code errors.~",
                "strategies/Sample.py|~def populate_exit~|~def other~|2|~`populate_exit_trend` must be implemented~"
            })
    void endsAsFreqtradeEnds(String file, String what, String by, String exitCode, String logged) throws IOException {
        download(RANGE, "5m");
        replace(file, what, by);

        assertThat(backtest(RANGE, "5m"))
                .as(printed)
                .isEqualTo(exitCode.equals("none") ? 0 : Integer.parseInt(exitCode));
        assertThat(printed).contains(logged);
        assertThat(Files.exists(directory.resolve("user_data/backtest_results/.last_result.json")))
                .as("a result")
                .isEqualTo(exitCode.equals("none"));
    }

    @ParameterizedTest
    @CsvSource({
        "ValueError, 1, 'Fatal exception!\nValueError: no such column'",
        "OperationalException, 2, freqtrade - ERROR - no such column",
        "ConfigurationError, 0, Configuration error: no such column"
    })
    void failsAsItsStrategyFails(String error, int exitCode, String logged) throws IOException {
        populateIndicatorsBy("raise " + error + "(\"no such column\")");
        download(RANGE, "5m");

        assertThat(backtest(RANGE, "5m")).isEqualTo(exitCode);
        assertThat(printed).contains("Running backtesting for Strategy Sample", logged);
        assertThat(directory.resolve("user_data/backtest_results")).doesNotExist();
    }

    @Test
    void takesOnlyAPlainStatementForAFailure() throws IOException {
        populateIndicatorsBy("if dataframe is None:\n            raise ValueError(\"none\")");
        replace("strategies/Sample.py", "    def populate_entry", """
                def other(self):
                    raise ValueError("never called")

                def populate_entry""".indent(4).stripTrailing());
        download(RANGE, "5m");

        assertThat(backtest(RANGE, "5m")).as(printed).isZero();
    }

    @Test
    void takesTheTimeThatItsStrategyTakesForEachPair() throws IOException {
        populateIndicatorsBy("time.sleep(0.75)");
        download(RANGE, "5m");
        var begun = Instant.now();

        assertThat(backtest(RANGE, "5m")).isZero();
        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void findsNoCandlesThatWereNotDownloadedOrAreYetToCome() throws IOException {
        assertThat(backtest(RANGE, "5m")).isEqualTo(2);
        assertThat(printed).contains("No data found. Terminating.");

        download(RANGE, "5m");
        assertThat(backtest(RANGE, "15m")).isEqualTo(2);

        assertThat(download("20900101-20900201", "1h")).isZero();
        assertThat(backtest("20900101-20900201", "1h")).isEqualTo(2);
        assertThat(printed).contains("with length 0.", "No data found. Terminating.");
        assertThat(directory.resolve("user_data/backtest_results/.last_result.json"))
                .doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "20250201-20250101, 5m, 0, Start date is after stop date for timerange",
        "2025-01-01, 5m, 0, Incorrect syntax for timerange",
        "20251301-20251401, 5m, 1, ValueError: time data",
        "20250101-20250201, 7m, 0, Invalid timeframe '7m'. This exchange supports: ['1m'"
    })
    void refusesCandlesThatThereCannotBe(String timerange, String timeframe, int exitCode, String logged) {
        assertThat(download(timerange, timeframe)).isEqualTo(exitCode);
        assertThat(printed).contains(logged);
        printed = "";
        assertThat(backtest(timerange, timeframe)).isEqualTo(exitCode);
        assertThat(printed).contains(logged);
    }

    @ParameterizedTest
    @CsvSource({
        "backtesting --bogus, unrecognized arguments: --bogus",
        "backtesting --db-url x, unrecognized arguments: --db-url",
        "backtesting --timerange, argument --timerange: expected one argument",
        "backtesting --export all, argument --export: invalid choice: 'all'",
        "backtesting --cache 1, argument --cache: invalid choice: '1'",
        "download-data --timeframes, argument --timeframes: expected at least one argument",
        "download-data --strategy x, unrecognized arguments: --strategy",
        "trade --timeframes 5m, unrecognized arguments: --timeframes"
    })
    void refusesWrongArgumentsWith2(String arguments, String said) {
        assertThat(run(List.of(arguments.split(" ")))).isEqualTo(2);
        assertThat(printed).contains(said);
    }

    @Test
    void takesSeveralTimeframesAndSettingsOfTheEnvironment() {
        assertThat(run(List.of("download-data", "-c", "config/config.json", "--timerange=" + RANGE, "-t", "5m", "1h")))
                .as(printed)
                .isZero();
        assertThat(printed).contains("intervals: ['5m', '1h']");
        assertThat(PaperBot.run(
                        List.of(
                                "backtesting",
                                "-c",
                                "config/config.json",
                                "-s",
                                "Sample",
                                "--strategy-path",
                                "strategies",
                                "--timerange",
                                RANGE),
                        Map.of("FREQTRADE__STAKE_AMOUNT", "5000"),
                        directory,
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)))
                .isZero();
        assertThat(directory.resolve("user_data/backtest_results")).doesNotExist();
    }

    private void populateIndicatorsBy(String statement) throws IOException {
        replace("strategies/Sample.py", "    def populate_entry", """
                def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
                    %s
                    return dataframe

                def populate_entry""".formatted(statement)
                .indent(4)
                .stripTrailing());
    }

    private int download(String timerange, String timeframe) {
        return run(List.of(
                "download-data",
                "--config",
                "config/config.json",
                "--timerange",
                timerange,
                "--timeframes",
                timeframe));
    }

    private int backtest(String timerange, String timeframe) {
        return run(List.of(
                "backtesting",
                "--config",
                "config/config.json",
                "--strategy",
                "Sample",
                "--strategy-path",
                "strategies",
                "--export",
                "trades",
                "--cache",
                "none",
                "--timerange",
                timerange,
                "--timeframe",
                timeframe));
    }

    private int run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        try {
            return PaperBot.run(
                    new ArrayList<>(arguments),
                    Map.of(),
                    directory,
                    new PrintStream(out, true, StandardCharsets.UTF_8));
        } finally {
            printed += out.toString(StandardCharsets.UTF_8);
        }
    }

    private JsonNode result() throws IOException {
        var zip = zip();
        try (var archive = new ZipFile(zip.toFile())) {
            var name = zip.getFileName().toString().replace(".zip", ".json");
            return Json.MAPPER.readTree(archive.getInputStream(archive.getEntry(name)));
        }
    }

    private Path zip() throws IOException {
        var folder = directory.resolve("user_data/backtest_results");
        return folder.resolve(Json.MAPPER
                .readTree(Files.readString(folder.resolve(".last_result.json")))
                .path("latest_backtest")
                .asText());
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(directory.resolve(file), content);
    }

    private void replace(String file, String what, String by) throws IOException {
        var content = Files.readString(directory.resolve(file));
        assertThat(content).contains(what);
        write(file, content.replace(what, by));
    }
}

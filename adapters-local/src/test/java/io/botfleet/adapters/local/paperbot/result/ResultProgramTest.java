package io.botfleet.adapters.local.paperbot.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.workload.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both programs that print a backtest's result, on the same files: each of them does what is asked here, and so they agree. */
@ParameterizedClass(name = "{0}")
@EnumSource
class ResultProgramTest {
    /** Which of the two runs. */
    enum Language {
        JAVA,
        PYTHON
    }

    private static final Pattern LINE =
            Pattern.compile("botfleet-result ([0-9]+)/([0-9]+) sha256:([0-9a-f]{64}) ([A-Za-z0-9+/=]{1,3000})\n");
    private static final String BASE = "backtest-result-2025-06-02_03-04-05";
    private static final JsonMapper JSON = new JsonMapper();

    private static final String RESULT = """
            {"strategy": {"Sample": {
              "trades": [{"pair": "BTC/USDT", "profit_abs": 1.5, "orders": [{"amount": 1}]}],
              "results_per_pair": [
                {"key": "BTC/USDT", "trades": 2, "profit_mean": 0.01, "profit_mean_pct": 1.0, "profit_total": 0.002,
                 "profit_total_abs": 2.25, "duration_avg": "1:00:00", "wins": 1, "losses": 1, "draws": 0, "winrate": 0.5},
                {"key": "ETH/USDT", "trades": 0, "profit_mean": NaN, "wins": 0},
                {"key": "TOTAL", "trades": 2, "profit_mean": 0.01}],
              "strategy_name": "Sample", "timeframe": "5m", "timerange": "20250101-20250601", "stake_currency": "USDT",
              "stake_amount": "unlimited", "max_open_trades": 2, "pairlist": ["BTC/USDT", "ETH/USDT"],
              "backtest_start": "2025-01-01 00:00:00", "backtest_start_ts": 1735689600000, "backtest_days": 151,
              "total_trades": 2, "wins": 1, "losses": 1, "draws": 0, "winrate": 0.5, "profit_total": 1e-7,
              "profit_total_abs": 2.25, "profit_factor": Infinity, "sharpe": -100, "sortino": -Infinity,
              "market_change": -0.1234567890123456, "cagr": 1e400, "holding_avg_s": 3600.0,
              "locks": [], "stoploss": -0.1, "daily_profit": [["2025-01-01", 1.5]]
            }}, "strategy_comparison": [{"key": "Sample"}]}
            """;

    private static final String REPORT = """
            {"strategy_name": "Sample", "timeframe": "5m", "timerange": "20250101-20250601", "stake_currency": "USDT",
             "stake_amount": "unlimited", "max_open_trades": 2, "pairlist": ["BTC/USDT", "ETH/USDT"],
             "backtest_start": "2025-01-01 00:00:00", "backtest_start_ts": 1735689600000, "backtest_days": 151,
             "total_trades": 2, "wins": 1, "losses": 1, "draws": 0, "winrate": 0.5, "profit_total": 1e-7,
             "profit_total_abs": 2.25, "profit_factor": null, "cagr": null, "sharpe": -100, "sortino": null,
             "market_change": -0.1234567890123456, "holding_avg_s": 3600.0,
             "results_per_pair": [
               {"key": "BTC/USDT", "trades": 2, "profit_mean": 0.01, "profit_total": 0.002, "profit_total_abs": 2.25,
                "wins": 1, "losses": 1, "draws": 0, "winrate": 0.5},
               {"key": "ETH/USDT", "trades": 0, "profit_mean": null, "wins": 0}]}
            """;

    /** What a program printed and how it ended. */
    record Outcome(int exitCode, String output, String errors) {}

    private final Language language;

    @TempDir
    Path directory;

    private Path folder;

    ResultProgramTest(Language language) {
        this.language = language;
    }

    @BeforeEach
    void givenAFolder() throws IOException {
        assumeTrue(language == Language.JAVA || installed("python3"), "python3 is not installed");
        folder = Files.createDirectories(directory.resolve("user_data/backtest_results"));
    }

    @Test
    void printsTheFiguresOfAZipAndNothingElse() throws Exception {
        last(BASE + ".zip");
        zip(BASE + ".json", RESULT);

        var outcome = run();

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.errors()).isEmpty();
        assertThat(printed(outcome)).isEqualTo(JSON.readTree(REPORT));
        assertThat(names(printed(outcome))).as("in this order").containsExactlyElementsOf(names(JSON.readTree(REPORT)));
    }

    @Test
    void printsThoseOfAPlainFileAlike() throws Exception {
        last(BASE + ".json");
        write(BASE + ".json", RESULT);

        assertThat(printed(run())).isEqualTo(JSON.readTree(REPORT));
    }

    @Test
    void printsALongResultInLinesOfThreeThousandCharacters() throws Exception {
        last(BASE + ".json");
        write(BASE + ".json", ofPairs(200));

        var outcome = run();

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output().lines()).hasSizeGreaterThan(2);
        assertThat(printed(outcome).path("results_per_pair")).hasSize(200);
    }

    @Test
    void passesOverALongListOfTrades() throws Exception {
        last(BASE + ".zip");
        zip(
                BASE + ".json",
                "{\"strategy\":{\"Sample\":{\"trades\":[" + "{\"pair\":\"BTC/USDT\"},".repeat(200_000)
                        + "{}],\"total_trades\":200001}}}");

        assertThat(printed(run())).isEqualTo(JSON.readTree("{\"total_trades\":200001}"));
    }

    @Test
    void findsNothingInAnEmptyFolderOrInNone() throws Exception {
        refused("there is no .last_result.json");
        Files.delete(folder);
        refused("there is no .last_result.json");
        Files.writeString(folder, "a file");
        refused("there is no .last_result.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "{\"latest_backtest\":null}",
                "{\"latest_backtest\":7}",
                "{\"latest_backtest\":[\"result.json\"]}",
                "{\"latest_backtest\":\"\"}",
                "{\"latest_backtest\":\"../result.json\"}",
                "{\"latest_backtest\":\"/etc/result.json\"}",
                "{\"latest_backtest\":\"folder/result.json\"}",
                "{\"latest_backtest\":\"folder\\\\result.json\"}",
                "{\"latest_backtest\":\".last_result.json\"}",
                "{\"latest_backtest\":\"result.json\\n\"}",
                "{\"latest_backtest\":\"result.json\\u0000\"}",
                "{\"latest_backtest\":\"result.pkl\"}",
                "{\"latest_backtest\":\"résultat.json\"}",
                "{\"latest_backtest\":\"-.json\"}",
                "{\"latest_hyperopt\":\"result.json\"}"
            })
    void takesOnlyAPlainNameForAResult(String json) throws Exception {
        write("result.json", RESULT);
        write(ResultFolder.LAST, json);

        refused(".last_result.json names no result");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"latest_backtest\":\"result.json\"", "{} {}", "{'a':1}", "\ufeff{}", "{\"a\":\"\t\"}"
            })
    void refusesWhatIsNotJson(String text) throws Exception {
        write(ResultFolder.LAST, text);
        refused(".last_result.json is not JSON");

        last("result.json");
        write("result.json", text);
        refused("result.json is not JSON");
    }

    @Test
    void refusesJsonInAnotherEncodingOrNestedWithoutEnd() throws Exception {
        last("result.json");
        Files.write(folder.resolve("result.json"), RESULT.getBytes(StandardCharsets.UTF_16));
        refused("result.json is not JSON");
        Files.write(folder.resolve("result.json"), "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        refused("result.json is not JSON");
        write("result.json", "[".repeat(100_000));
        refused("result.json is not JSON");
    }

    @Test
    void refusesAResultThatIsNotThereOrNoFile() throws Exception {
        last("result.json");
        refused("there is no result.json");
        Files.createDirectory(folder.resolve("result.json"));
        refused("result.json cannot be read");
        last("result.zip");
        refused("there is no result.zip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "zip"})
    void followsNoLink(String extension) throws Exception {
        last("result." + extension);
        Files.createSymbolicLink(
                folder.resolve("result." + extension), Files.writeString(directory.resolve("x"), RESULT));

        refused("result." + extension + " cannot be read");
    }

    @Test
    void waitsForNoWriterOfAPipe() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("result.json").toString())
                        .start()
                        .waitFor())
                .isZero();
        last("result.json");

        refused("result.json cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|result.json holds no strategy",
                "7|result.json holds no strategy",
                "{}|result.json holds no strategy",
                "{\"strategy\":{}}|result.json holds no strategy",
                "{\"strategy\":[{}]}|result.json holds no strategy",
                "{\"strategy\":{\"A\":[]}}|result.json holds no strategy",
                "{\"strategy\":{\"A\":{}},\"strategy\":7}|result.json holds no strategy",
                "{\"strategy\":{\"A\":{},\"B\":{}}}|result.json holds several strategies",
                "{\"strategy\":{\"A\":{},\"B\":7,\"C\":{}}}|result.json holds several strategies",
                "{\"strategy\":{\"A\":{\"sharpe\":{}}}}|sharpe is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"strategy_name\":[\"A\"]}}}|strategy_name is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"pairlist\":\"BTC/USDT\"}}}|pairlist is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"pairlist\":[[]]}}}|pairlist is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"results_per_pair\":{}}}}|results_per_pair is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"results_per_pair\":[7]}}}|results_per_pair is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"results_per_pair\":[{\"key\":[]}]}}}|results_per_pair is not what Freqtrade writes",
                "{\"strategy\":{\"A\":{\"timeframe\":\"\\ud800\"}}}|the result holds text that is not Unicode"
            })
    void refusesWhatFreqtradeDoesNotWrite(String json, String reason) throws Exception {
        last("result.json");
        write("result.json", json);

        refused(reason);
    }

    @Test
    void refusesMorePairsAndMoreTextThanAReportHas() throws Exception {
        last("result.json");
        write("result.json", ofPairs(201));
        refused("results_per_pair has more than 200 pairs");

        write("result.json", "{\"strategy\":{\"A\":{\"timeframe\":\"" + "5".repeat(1_000_000) + "\"}}}");
        refused("the result is too large to print");

        write("result.json", "{\"strategy\":{\"A\":{\"timeframe\":\"" + noise(800_000) + "\"}}}");
        refused("the result is too large to print");
    }

    @Test
    void readsNoFileOfMoreThan64Megabytes() throws Exception {
        for (var extension : List.of("json", "zip")) {
            try (var file =
                    new RandomAccessFile(folder.resolve("result." + extension).toFile(), "rw")) {
                file.setLength((64L << 20) + 1);
            }
            last("result." + extension);
            refused("result." + extension + " is larger than 64 MiB");
        }
    }

    @Test
    void unpacksNoMoreThan64Megabytes() throws Exception {
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("result.zip")))) {
            zip.putNextEntry(new ZipEntry("result.json"));
            var blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            for (var megabyte = 0; megabyte < 64; megabyte++) {
                zip.write(blanks);
            }
            zip.write(RESULT.getBytes(StandardCharsets.UTF_8));
        }
        last("result.zip");

        assertThat(Files.size(folder.resolve("result.zip"))).isLessThan(1 << 20);
        refused("result.json is larger than 64 MiB");
    }

    @Test
    void refusesADamagedZip() throws Exception {
        last(BASE + ".zip");
        write(BASE + ".zip", RESULT);
        refused(BASE + ".zip is a damaged zip");

        zip("another.json", RESULT);
        refused(BASE + ".zip holds no " + BASE + ".json");

        zip(BASE + ".json", RESULT);
        var whole = Files.readAllBytes(folder.resolve(BASE + ".zip"));
        Files.write(folder.resolve(BASE + ".zip"), Arrays.copyOf(whole, whole.length - 30));
        refused(BASE + ".zip is a damaged zip");

        // In the middle of what is packed: it unpacks to other bytes, or not at all.
        for (var at = whole.length / 2; at < whole.length / 2 + 40; at += 8) {
            var bent = whole.clone();
            bent[at] ^= 0x10;
            Files.write(folder.resolve(BASE + ".zip"), bent);
            refused(BASE + ".zip is a damaged zip");
        }
    }

    private void refused(String reason) throws Exception {
        var outcome = run();
        assertThat(outcome.errors()).isEqualTo("botfleet-result: no result: " + reason + "\n");
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(65);
    }

    private Outcome run() throws Exception {
        return switch (language) {
            case JAVA -> {
                var out = new ByteArrayOutputStream();
                var errors = new ByteArrayOutputStream();
                var exitCode = ResultProgram.run(
                        directory,
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(errors, false, StandardCharsets.UTF_8));
                yield new Outcome(
                        exitCode, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
            }
            case PYTHON -> {
                var out = directory.resolve("out");
                var errors = directory.resolve("errors");
                var process = new ProcessBuilder(Repository.RESULT_PROGRAM.toString())
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(errors.toFile())
                        .start();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                yield new Outcome(process.exitValue(), Files.readString(out), Files.readString(errors));
            }
        };
    }

    /** The document, put together as a reader of the log does. */
    private static JsonNode printed(Outcome outcome) throws Exception {
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output()).matches("(" + LINE.pattern() + ")+");
        List<MatchResult> lines = LINE.matcher(outcome.output()).results().toList();
        assertThat(lines.stream().map(line -> line.group(1) + "/" + line.group(2)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, lines.size())
                        .mapToObj(number -> number + "/" + lines.size())
                        .toList());
        var packed = Base64.getDecoder()
                .decode(lines.stream().map(line -> line.group(4)).collect(Collectors.joining()));
        assertThat(lines.stream().map(line -> line.group(3)).distinct())
                .containsExactly(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(packed)));
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static List<String> names(JsonNode object) {
        return ((ObjectNode) object)
                .properties().stream().map(member -> member.getKey()).toList();
    }

    private static String ofPairs(int pairs) {
        var random = new Random(7);
        return "{\"strategy\":{\"Sample\":{\"results_per_pair\":["
                + Stream.generate(() -> "{\"key\":\"" + Long.toString(random.nextLong(1L << 40), 36)
                                + "/USDT\",\"trades\":7," + "\"profit_mean\":" + random.nextDouble()
                                + ",\"profit_total\":" + random.nextDouble() + "}")
                        .limit(pairs)
                        .collect(Collectors.joining(","))
                + "]}}}";
    }

    private static String noise(int length) {
        var random = new Random(7);
        return random.ints(length, '#', '[').mapToObj(Character::toString).collect(Collectors.joining());
    }

    private void last(String name) throws IOException {
        write(ResultFolder.LAST, "{\"latest_backtest\":\"" + name + "\"}");
    }

    private void zip(String entry, String content) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(BASE + ".zip")))) {
            zip.putNextEntry(new ZipEntry(BASE + "_config.json"));
            zip.write("{}".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }
}

package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.botfleet.adapters.git.schema.HelmValuesSchema;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.ValuesDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart's schema refuses: with Helm, and with what the platform asks before it commits, which must agree. */
class ChartSchemaTest {
    private static final ValuesSchema PLATFORM = new HelmValuesSchema();
    private static final ValuesSchema.Chart CHART = chart();
    /** Writes numbers as the platform does, without exponents. */
    private static final ObjectMapper PLAIN = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    static List<Path> examples() throws IOException {
        return Stream.concat(Repository.exampleValues().stream(), Repository.tenantValues().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void bothTakeEveryExample(Path file) throws IOException {
        assertThat(refusal(Files.readString(file))).isEmpty();
        assertThat(refusal(text(Manifests.values(file)))).isEmpty();
        assertThatCode(() -> Manifests.render(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trade-live", "trade-dry-run"})
    void bothTakeABotThatComesUpPaused(String example) throws IOException {
        var paused = ValuesDocument.paused(Bytes.of(Files.readAllBytes(Repository.example(example))))
                .utf8();

        assertThat(refusal(paused)).isEmpty();
        assertThatCode(() -> Manifests.render(paused)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/clientId | `\"cliente-1\"`",
                "/clientId | `\"cliente-0001\"`",
                "/clientId | `\"cliente-001\\n\"`",
                "/clientId | `\"../cliente-001\"`",
                "/clientId | `7`",
                "/commandId | `42`",
                "/commandId | `\"042\"`",
                "/commandId | `\"-1\"`",
                "/mode | `\"live\"`",
                "/env/FREQTRADE_STRATEGY | `\"--version\"`",
                "/env/FREQTRADE_STRATEGY | `\"A B\"`",
                "/env/FREQTRADE_STRATEGY | `\"\"`",
                "/env/FREQTRADE_SCHEMA | `\"public\"`",
                "/env/FREQTRADE_SCHEMA | `\"cliente_1234_dry\"`",
                "/env/EXTRA | `\"x\"`",
                "/config/exchange | `\"Binance\"`",
                "/config/dryRun | `\"false\"`",
                "/config/stakeCurrency | `\"usdt\"`",
                "/config/stakeAmount | `0`",
                "/config/stakeAmount | `-5`",
                "/config/stakeAmount | `\"100\"`",
                "/config/stakeAmount | `0.0000001`",
                "/config/stakeAmount | `1.123456789`",
                "/config/stakeAmount | `12345678.12345678`",
                "/config/stakeAmount | `1000000000000000`",
                "/config/maxOpenTrades | `0`",
                "/config/maxOpenTrades | `2.5`",
                "/config/maxOpenTrades | `1001`",
                "/config/timeframe | `\"5 m\"`",
                "/config/pairs | `[]`",
                "/config/pairs | `[\"BTC/EUR\",\"BTC/EUR\"]`",
                "/config/pairs | `[\".*/EUR\"]`",
                "/config/botName | `\"a b\"`",
                "/config/timerange | `\"20250101-20250601\"`",
                "/config/api_server | `{}`",
                "/initialState | `\"running\"`",
                "/initialState | `\"stopped\"`",
                "/initialState | `\"Paused\"`",
                "/initialState | `\"paused\\n\"`",
                "/initialState | `\"\"`",
                "/initialState | `true`",
                "/config/initialState | `\"paused\"`",
                "/parameters | `[]`",
                "/parameters/x | `\"line\\nbreak\"`",
                "/parameters/x | `\"\\u2028\"`",
                "/parameters/x | `\"\\u2029\"`",
                "/parameters/x | `\"\\u007f\"`",
                "/parameters/x | `0.123456789`",
                "/parameters/a b | `1`",
                "/parameters/é | `1`",
                "/sealed/JWT_SECRET | `\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"`",
                "/sealed/BINANCE_API_KEY | `\"\"`",
                "/sealed/OTHER | `\"x\"`",
                "/valuesDigest | `\"sha256:00\"`",
                "/valuesDigest | `\"\"`",
                "/unknown | `true`"
            })
    void bothRefuse(String pointer, String json) throws IOException {
        var values = Manifests.values(Repository.example("trade-live"));
        set(values, pointer, Manifests.JSON.readTree(json));

        assertThat(refusal(text(values))).as("the platform").hasValueSatisfying(why -> assertThat(why)
                .containsPattern(" breaks |^the values, "));
        // YAML itself has no place for some control characters, so Helm refuses those while reading.
        assertThatThrownBy(() -> Manifests.render(values))
                .as("Helm")
                .hasMessageMatching("(?s).*(values don't meet the specifications of the schema"
                        + "|control characters are not allowed).*");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/clientId | `\"cliente-1234\"`",
                "/commandId | `\"0\"`",
                "/config/stakeAmount | `0.000001`",
                "/config/stakeAmount | `9999999.12345678`",
                "/config/stakeAmount | `123456789.5`",
                "/config/stakeAmount | `1000000000`",
                "/config/pairs | `[\"BTC/EUR:EUR\",\"1000SHIB/EUR\"]`",
                "/initialState | `\"paused\"`",
                "/parameters/x | `-0.25`",
                "/parameters/x | `{\"y\":[true,1,\"<é😀>\"]}`",
                "/parameters | `{}`"
            })
    void bothTake(String pointer, String json) throws IOException {
        var values = Manifests.values(Repository.example("trade-live"));
        set(values, pointer, Manifests.JSON.readTree(json));
        set(
                values,
                "/config/botName",
                new TextNode(values.path("clientId").asText() + "."
                        + values.path("commandId").asText()));

        assertThat(refusal(text(values))).isEmpty();
        assertThat(Manifests.render(values).annotation(Manifests.DIGEST)).isEqualTo(Canonical.digest(values));
    }

    @ParameterizedTest
    @CsvSource({
        "trade-live,/clientId",
        "trade-live,/commandId",
        "trade-live,/mode",
        "trade-live,/env",
        "trade-live,/config",
        "trade-live,/parameters",
        "trade-live,/sealed",
        "trade-live,/valuesDigest",
        "trade-live,/env/FREQTRADE_SCHEMA",
        "trade-live,/env/FREQTRADE_STRATEGY",
        "trade-live,/config/exchange",
        "trade-live,/config/dryRun",
        "trade-live,/config/pairs",
        "trade-live,/sealed/DATABASE_URL",
        "trade-live,/sealed/API_USERNAME",
        "trade-live,/sealed/API_PASSWORD",
        "trade-live,/sealed/JWT_SECRET",
        "trade-live,/sealed/BINANCE_API_KEY",
        "trade-live,/sealed/BINANCE_SECRET_KEY",
        "trade-dry-run,/sealed/JWT_SECRET",
        "backtest,/config/timerange",
        "backtest,/sealed/DATABASE_URL",
        "hyperopt,/config/epochs",
        "hyperopt,/config/spaces"
    })
    void bothRefuseWhatIsMissing(String example, String pointer) {
        var values = Manifests.values(Repository.example(example));
        set(values, pointer, null);

        assertThat(refusal(text(values))).isPresent();
        assertThatThrownBy(() -> Manifests.render(values))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void aDryRunMayNotUseTheSchemaOfRealTradesNorALiveBotThatOfADryRun() {
        var dry = Manifests.values(Repository.example("trade-dry-run"));
        set(dry, "/env/FREQTRADE_SCHEMA", new TextNode("cliente_001"));

        assertThat(refusal(text(dry))).isPresent();
        assertThatThrownBy(() -> Manifests.render(dry)).hasMessageContaining("values don't meet");
    }

    @Test
    void aDryRunGoesWithoutExchangeKeysButNotWithOneOfThem() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        set(values, "/sealed/BINANCE_API_KEY", values.at("/sealed/JWT_SECRET"));

        assertThat(refusal(text(values))).isPresent();
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("values don't meet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backtest", "hyperopt"})
    void aJobHasNoStateToComeUpIn(String example) {
        var values = Manifests.values(Repository.example(example));
        set(values, "/initialState", new TextNode("paused"));

        assertThat(refusal(text(values))).isPresent();
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("values don't meet");
    }

    @ParameterizedTest
    @CsvSource({
        "backtest,/config/dryRun,false",
        "hyperopt,/config/dryRun,false",
        "backtest,/env/FREQTRADE_SCHEMA,\"cliente_002\"",
        "hyperopt,/env/FREQTRADE_SCHEMA,\"cliente_002\""
    })
    void bothRefuseAJobThatIsNoDryRunOrSeesRealTrades(String example, String pointer, String json) throws IOException {
        var values = Manifests.values(Repository.example(example));
        set(values, pointer, Manifests.JSON.readTree(json));

        assertThat(refusal(text(values))).isPresent();
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("values don't meet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resources\": {\"requests\": {\"cpu\": \"1 core\"}}}",
                "{\"resources\": {\"requests\": {\"cpu\": \"0\"}}}",
                "{\"resources\": {\"requests\": {\"cpu\": 1}}}",
                "{\"resources\": {\"limits\": {\"cpu\": \"-100m\"}}}",
                "{\"resources\": {\"limits\": {\"cpu\": \"100m\\n\"}}}",
                "{\"resources\": {\"limits\": {\"memory\": \"lots\"}}}",
                "{\"resources\": {\"limits\": {\"memory\": \"1 Gi\"}}}",
                "{\"resources\": {\"limits\": {\"memory\": \"1Gi\\nx: y\"}}}",
                "{\"resources\": {\"limits\": {\"memory\": null}}}",
                "{\"resources\": {\"limits\": {\"ephemeral-storage\": \"all\"}}}",
                "{\"resources\": {\"limits\": {\"nvidia.com/gpu\": \"1\"}}}",
                "{\"image\": {\"repository\": \"freqtrade platform\"}}",
                "{\"image\": {\"repository\": \"freqtrade\\n\"}}",
                "{\"image\": {\"repository\": \"\"}}",
                "{\"image\": {\"repository\": \"Freqtrade\"}}",
                "{\"image\": {\"tag\": \"1 2\"}}",
                "{\"image\": {\"tag\": \"1\\t\"}}",
                "{\"image\": {\"tag\": \"1@sha256:00\"}}",
                "{\"image\": {\"tag\": 1}}",
                "{\"networkPolicy\": {\"platformNamespace\": \"\"}}",
                "{\"networkPolicy\": {\"platformNamespace\": \"Infra\"}}",
                "{\"networkPolicy\": {\"platformNamespace\": \"in fra\"}}",
                "{\"networkPolicy\": {\"platformNamespace\": \"-infra\"}}",
                "{\"networkPolicy\": {\"platformNamespace\": \"infra\\n\"}}"
            })
    void bothRefuseWhatAnOperatorMistypes(String chart) throws IOException {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        values.set("chart", Manifests.JSON.readTree(chart));

        assertThat(refusal(text(values)))
                .hasValueSatisfying(why -> assertThat(why).contains("/chart/"));
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("values don't meet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resources\": {\"limits\": {\"cpu\": \"1500m\", \"memory\": \"512Mi\", \"ephemeral-storage\": \"2Gi\"}}}",
                "{\"image\": {\"repository\": \"registry.example:5000/bots/freqtrade-platform\", \"tag\": \"v2026.10_1\"}}",
                "{\"networkPolicy\": {\"platformNamespace\": \"bots-2\"}}"
            })
    void bothTakeWhatAnOperatorMaySet(String chart) throws IOException {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        values.set("chart", Manifests.JSON.readTree(chart));

        assertThat(refusal(text(values))).isEmpty();
        assertThatCode(() -> Manifests.render(values)).doesNotThrowAnyException();
    }

    /** The platform writes none of this; Helm takes some of it, as something else than YAML 1.2 reads. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dryRun: false | dryRun: no",
                "dryRun: false | dryRun: \"false\"",
                "dryRun: false | dryRun: &dry false",
                "maxOpenTrades: 10 | maxOpenTrades: 0x10",
                "maxOpenTrades: 10 | maxOpenTrades: 010",
                "maxOpenTrades: 10 | maxOpenTrades: 1_0",
                "maxOpenTrades: 10 | maxOpenTrades: !!int \"10\"",
                "mode: \"trade\" | mode: backtest\\nmode: \"trade\"",
                "mode: \"trade\" | mode: \"trade\"\\n<<: {clientId: \"cliente-001\"}",
                "mode: \"trade\" | mode: \"trade\"\\n--- {}",
                "exchange: \"kraken\" | exchange: on",
                "FREQTRADE_STRATEGY: \"TrendStrategy\" | FREQTRADE_STRATEGY: y",
                "clientId: \"cliente-1234\" | clientId: 2026-01-01",
                "commandId: \"9007199254740993\" | commandId: 9007199254740993"
            })
    void thePlatformRefusesYamlThatIsReadInTwoWays(String written, String instead) throws IOException {
        var example = Files.readString(Repository.example("trade-live"));
        assertThat(example).contains(written);

        assertThat(refusal(example.replace(written, instead.replace("\\n", "\n"))))
                .isPresent();
    }

    /** Texts near the examples: whatever the platform takes of them, Helm takes too. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void thePlatformTakesNothingThatHelmRefuses(long seed) throws IOException {
        var random = new Random(seed);
        var examples = examples();
        int taken = 0;
        int refused = 0;
        for (int at = 0; at < 300; at++) {
            var text = near(Files.readString(examples.get(random.nextInt(examples.size()))), random);
            if (refusal(text).isPresent()) {
                refused++;
                continue;
            }
            taken++;
            assertThat(helmsRefusal(text)).as("Helm, of%n%s", text).isEmpty();
        }
        assertThat(taken).isGreaterThan(10);
        assertThat(refused).isGreaterThan(100);
    }

    private static String near(String yaml, Random random) {
        var lines = new ArrayList<>(yaml.lines().toList());
        for (int change = 0; change <= random.nextInt(2); change++) {
            int at = random.nextInt(lines.size());
            var line = lines.get(at);
            int colon = line.indexOf(": ");
            switch (random.nextInt(8)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(random.nextInt(lines.size()), line);
                case 2 -> lines.set(at, line.replace("\"", ""));
                case 3 -> lines.set(at, " " + line);
                case 4 -> lines.set(at, line.replace("\"", "'"));
                case 5 -> lines.add(at, "# " + line);
                default -> {
                    if (colon > 0) {
                        lines.set(at, line.substring(0, colon + 2) + ODD.get(random.nextInt(ODD.size())));
                    }
                }
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static final List<String> ODD = List.of(
            "no",
            "yes",
            "on",
            "y",
            "True",
            "true",
            "false",
            "null",
            "~",
            "",
            "0",
            "1",
            "-1",
            "3.0",
            "0.1",
            "1e3",
            ".5",
            "010",
            "0x10",
            "1_000",
            "1:30",
            "2026-01-01",
            "unlimited",
            "\"unlimited\"",
            "binance",
            "'binance'",
            "\"a\\tb\"",
            "\"a\\/b\"",
            "\"\\x41\"",
            "\"\\ud83d\\ude00\"",
            "{}",
            "[]",
            "[BTC/USDT]",
            "{a: 1}",
            "{a: {b: no}}",
            "!!str 1",
            "&a 1",
            "*a",
            "|\n    text",
            ">-\n    text",
            "1.123456789",
            "12345678.12345678",
            "100000000000000000000",
            "\"é😀\"",
            "cliente_001_dry",
            "{\"a\":1}",
            "{a: b:c}",
            "[a, b",
            "text # comment");

    /** Empty where Helm takes the values, or where only a template refuses them, which the schema can't say. */
    private static Optional<String> helmsRefusal(String yaml) {
        try {
            Manifests.render(yaml);
            return Optional.empty();
        } catch (IllegalStateException refused) {
            return Optional.of(String.valueOf(refused.getMessage()))
                    .filter(why -> !why.startsWith("execution error at (freqtrade/templates/"));
        }
    }

    @Test
    void anotherClientsDatabaseSchemaIsRefused() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        set(values, "/env/FREQTRADE_SCHEMA", new TextNode("cliente_002_dry"));

        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("is not a schema of cliente-001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cliente-001", "cliente-001.41", "cliente-002.42", "bot"})
    void anotherCommandsBotNameIsRefused(String name) {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        set(values, "/config/botName", new TextNode(name));

        assertThatThrownBy(() -> Manifests.render(values))
                .hasMessageContaining("config.botName: " + name + " is not cliente-001.42");
    }

    /** Sets the value at a JSON pointer, or removes it where {@code value} is null. */
    private static void set(ObjectNode values, String pointer, @Nullable JsonNode value) {
        var slash = pointer.lastIndexOf('/');
        var owner = (ObjectNode) (slash == 0 ? values : values.at(pointer.substring(0, slash)));
        if (value == null) {
            owner.remove(pointer.substring(slash + 1));
        } else {
            owner.set(pointer.substring(slash + 1), value);
        }
    }

    private static Optional<String> refusal(String yaml) {
        return PLATFORM.refusal(CHART, Bytes.ofUtf8(yaml));
    }

    private static String text(ObjectNode values) {
        try {
            return PLAIN.writeValueAsString(PLAIN.readTree(values.toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ValuesSchema.Chart chart() {
        try {
            return new ValuesSchema.Chart(
                    Bytes.of(Files.readAllBytes(Repository.CHART.resolve("values.schema.json"))),
                    Optional.of(Bytes.of(Files.readAllBytes(Repository.CHART.resolve("values.yaml")))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

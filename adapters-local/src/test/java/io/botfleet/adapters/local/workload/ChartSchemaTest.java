package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart's schema refuses, with Helm and with the validator the platform uses, which must agree. */
class ChartSchemaTest {
    private static final JsonSchema SCHEMA = schema();

    static List<Path> examples() throws IOException {
        return Repository.exampleValues();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void bothTakeEveryExample(Path file) {
        assertThat(SCHEMA.validate(Manifests.values(file))).isEmpty();
        assertThatCode(() -> Manifests.render(file)).doesNotThrowAnyException();
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

        assertThat(SCHEMA.validate(values)).as("the platform's validator").isNotEmpty();
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

        assertThat(SCHEMA.validate(values)).isEmpty();
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

        assertThat(SCHEMA.validate(values)).isNotEmpty();
        assertThatThrownBy(() -> Manifests.render(values))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void aDryRunMayNotUseTheSchemaOfRealTradesNorALiveBotThatOfADryRun() {
        var dry = Manifests.values(Repository.example("trade-dry-run"));
        set(dry, "/env/FREQTRADE_SCHEMA", Manifests.JSON.getNodeFactory().textNode("cliente_001"));

        assertThat(SCHEMA.validate(dry)).isNotEmpty();
        assertThatThrownBy(() -> Manifests.render(dry)).hasMessageContaining("values don't meet");
    }

    @Test
    void aDryRunGoesWithoutExchangeKeysButNotWithOneOfThem() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        set(values, "/sealed/BINANCE_API_KEY", values.at("/sealed/JWT_SECRET"));

        assertThat(SCHEMA.validate(values)).isNotEmpty();
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("values don't meet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backtest", "hyperopt"})
    void aJobHasNoStateToComeUpIn(String example) {
        var values = Manifests.values(Repository.example(example));
        set(values, "/initialState", Manifests.JSON.getNodeFactory().textNode("paused"));

        assertThat(SCHEMA.validate(values)).isNotEmpty();
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("values don't meet");
    }

    @Test
    void anotherClientsDatabaseSchemaIsRefused() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        set(values, "/env/FREQTRADE_SCHEMA", Manifests.JSON.getNodeFactory().textNode("cliente_002_dry"));

        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("is not a schema of cliente-001");
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

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(Files.readString(Repository.CHART.resolve("values.schema.json")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

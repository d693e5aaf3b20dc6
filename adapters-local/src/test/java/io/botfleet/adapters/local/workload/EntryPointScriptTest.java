package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image's entry point, with a {@code freqtrade} that writes down what it was started with. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash"})
class EntryPointScriptTest {
    private static final Map<String, String> SECRETS = Map.of(
            "DATABASE_URL", "postgresql+psycopg://u:database-password@h:5432/d",
            "API_USERNAME", "api-user",
            "API_PASSWORD", "api-password",
            "JWT_SECRET", "jwt-secret-of-thirty-two-characters",
            "BINANCE_API_KEY", "exchange-key",
            "BINANCE_SECRET_KEY", "exchange-secret");

    private final String shell;

    @TempDir
    Path directory;

    private PodDirectory pod;

    EntryPointScriptTest(String shell) {
        this.shell = shell;
    }

    @BeforeEach
    void givenAPod() throws IOException {
        pod = PodDirectory.in(directory).program("freqtrade", RecordingProgram.SCRIPT);
        for (var secret : SECRETS.entrySet()) {
            pod.secret(secret.getKey(), secret.getValue());
        }
    }

    @Test
    void startsFreqtradeWithTheConfigurationAndNoSecretInSight() throws Exception {
        var outcome = trade();

        assertThat(outcome.exitCode()).as("freqtrade's own exit code").isEqualTo(RecordingProgram.EXIT_CODE);
        assertThat(pod.read("arguments").lines())
                .containsExactly(
                        "trade",
                        "--config",
                        "config/config.json",
                        "--config",
                        "private/secret.json",
                        "--strategy",
                        "SampleStrategy",
                        "--strategy-path",
                        "strategies");
        for (var secret : SECRETS.values()) {
            assertThat(pod.read("arguments")).doesNotContain(secret);
            assertThat(pod.read("environment")).doesNotContain(secret);
            assertThat(outcome.output()).doesNotContain(secret);
        }
        var file = directory.resolve("private/secret.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void tellsTheBotWhatItCannotKnowFromItsCommand() throws Exception {
        trade();

        var config = secretConfig();
        assertThat(config.path("initial_state").asText()).isEqualTo("running");
        assertThat(config.path("db_url").asText()).isEqualTo(SECRETS.get("DATABASE_URL"));
        assertThat(config.path("exchange")).hasToString("{\"key\":\"exchange-key\",\"secret\":\"exchange-secret\"}");
        assertThat(config.path("api_server"))
                .hasToString("{\"enabled\":true,\"listen_ip_address\":\"0.0.0.0\",\"listen_port\":8080,"
                        + "\"username\":\"api-user\",\"password\":\"api-password\","
                        + "\"jwt_secret_key\":\"jwt-secret-of-thirty-two-characters\"}");
    }

    /** Freqtrade reads it by itself, and takes it before every file. */
    @Test
    void handsTheStateToComeUpInOnToFreqtrade() throws Exception {
        trade(Map.of("FREQTRADE__INITIAL_STATE", "paused"));

        assertThat(pod.read("environment").lines()).contains("FREQTRADE__INITIAL_STATE=paused");
    }

    @Test
    void listensWhereTheEnvironmentSays() throws Exception {
        trade(Map.of("FREQTRADE_LISTEN_ADDRESS", "127.0.0.1", "FREQTRADE_LISTEN_PORT", "23456"));

        assertThat(secretConfig().path("api_server").path("listen_ip_address").asText())
                .isEqualTo("127.0.0.1");
        assertThat(secretConfig().path("api_server").path("listen_port").asInt())
                .isEqualTo(23456);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789",
                "true",
                "null",
                "1e5",
                " leading and trailing ",
                "-c",
                "--help",
                "a\"b",
                "back\\slash",
                "ends\\",
                "\\\"",
                "\\n",
                "\\u0041",
                "line\nbreak",
                "\n\nfirst",
                "tab\there",
                "carriage\rreturn\r",
                "\u0001\u001f\u007f\b\f",
                "$(touch hacked)",
                "`touch hacked`",
                "${PATH}",
                "%s%n%d",
                "*",
                "é ñ 漢字 😀",
                "'single'",
                "</script>&amp;",
                "\u2028"
            })
    void keepsEverySecretCharacterForCharacter(String hostile) throws Exception {
        pod.secret("API_PASSWORD", hostile)
                .secret("BINANCE_SECRET_KEY", hostile)
                .secret("DATABASE_URL", hostile);

        trade();

        assertThat(secretConfig().path("api_server").path("password")).isEqualTo(text(hostile));
        assertThat(secretConfig().path("exchange").path("secret")).isEqualTo(text(hostile));
        assertThat(secretConfig().path("db_url")).isEqualTo(text(hostile));
        assertThat(directory.resolve("hacked")).doesNotExist();
    }

    @Test
    void takesSecretsFromTheEnvironmentWhereThereAreNoFilesAndDoesNotPassThemOn() throws Exception {
        for (var name : SECRETS.keySet()) {
            Files.delete(directory.resolve("secrets").resolve(name));
        }
        var environment = new HashMap<>(SECRETS);
        environment.put("API_PASSWORD", "from\"the\nenvironment");

        trade(environment);

        assertThat(secretConfig().path("api_server").path("password")).isEqualTo(text("from\"the\nenvironment"));
        assertThat(secretConfig().path("exchange").path("key").asText()).isEqualTo("exchange-key");
        assertThat(pod.read("environment")).doesNotContain("exchange-secret", "from\"the", "database-password");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql+psycopg://u:p@h:5432/d, postgresql+psycopg://u:p@h:5432/d?options=-csearch_path%3Dcliente_001",
        "postgresql://u:p@h/d?sslmode=require, postgresql://u:p@h/d?sslmode=require&options=-csearch_path%3Dcliente_001",
        "postgresql://u:p@h/d?options=-csearch_path%3Dcliente_001, postgresql://u:p@h/d?options=-csearch_path%3Dcliente_001",
        "postgresql://u:p@h/d?a=b&options=-csearch_path%3dcliente_001&c=d,"
                + " postgresql://u:p@h/d?a=b&options=-csearch_path%3dcliente_001&c=d"
    })
    void givesTheDatabasesUrlTheClientsSchema(String url, String expected) throws Exception {
        pod.secret("DATABASE_URL", url);

        assertThat(trade(Map.of("FREQTRADE_SCHEMA", "cliente_001")).exitCode()).isEqualTo(RecordingProgram.EXIT_CODE);
        assertThat(secretConfig().path("db_url").asText()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p@h/d?options=-csearch_path%3Dcliente_002",
                "postgresql://u:p@h/d?options=-csearch_path%3Dcliente_001%2Cpublic",
                "postgresql://u:p@h/d?options=-csearch_path%3Dcliente_001&options=-csearch_path%3Dcliente_002",
                "postgresql://u:p@h/d?options=-cstatement_timeout%3D1",
                "sqlite:///trades.sqlite"
            })
    void refusesADatabaseOfAnotherSchema(String url) throws Exception {
        pod.secret("DATABASE_URL", url);

        var outcome = trade(Map.of("FREQTRADE_SCHEMA", "cliente_001"));

        refused(outcome, "DATABASE_URL");
        assertThat(outcome.output()).doesNotContain("u:p", "cliente_002");
        assertThat(directory.resolve("private/secret.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a&b", "a%20b", "1a", "a,public", "é"})
    void refusesASchemaThatIsNoName(String schema) throws Exception {
        refused(trade(Map.of("FREQTRADE_SCHEMA", schema)), "FREQTRADE_SCHEMA");
    }

    @Test
    void prefersTheFileToTheEnvironment() throws Exception {
        trade(Map.of("API_PASSWORD", "of the environment"));

        assertThat(secretConfig().path("api_server").path("password").asText()).isEqualTo("api-password");
    }

    @Test
    void runsDryWithoutExchangeKeys() throws Exception {
        Files.delete(directory.resolve("secrets/BINANCE_API_KEY"));
        Files.delete(directory.resolve("secrets/BINANCE_SECRET_KEY"));

        assertThat(trade().exitCode()).isEqualTo(RecordingProgram.EXIT_CODE);
        assertThat(secretConfig().has("exchange")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_URL",
                "API_USERNAME",
                "API_PASSWORD",
                "JWT_SECRET",
                "BINANCE_API_KEY",
                "BINANCE_SECRET_KEY"
            })
    void refusesToStartWithoutASecretItNeeds(String name) throws Exception {
        Files.delete(directory.resolve("secrets").resolve(name));

        refused(trade(), name);
    }

    @Test
    void refusesAShortJwtSecretThatFreqtradeWouldRefuse() throws Exception {
        pod.secret("JWT_SECRET", "short");

        refused(trade(), "JWT_SECRET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--version", "A B", "A;B", "9A", "A/B", "Ä", "a.b"})
    void refusesAStrategyThatIsNoClassName(String strategy) throws Exception {
        refused(trade(Map.of("FREQTRADE_STRATEGY", strategy)), "FREQTRADE_STRATEGY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "65536", "0x5000", "8080 ", "99999999999999999999"})
    void refusesAPortThatFreqtradeWouldRefuse(String port) throws Exception {
        refused(trade(Map.of("FREQTRADE_LISTEN_PORT", port)), "FREQTRADE_LISTEN_PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "webserver", "--help"})
    void refusesAnotherMode(String mode) throws Exception {
        refused(
                pod.entryPoint(shell, Map.of("FREQTRADE_STRATEGY", "SampleStrategy"), mode),
                "trade, backtest or hyperopt");
    }

    @Test
    void putsTheCommandedParametersBesideTheStrategy() throws Exception {
        pod.file("config/parameters.json", "{\"strategy_name\":\"TrendStrategy\"}");

        trade(Map.of("FREQTRADE_STRATEGY", "TrendStrategy"));

        assertThat(pod.read("arguments")).endsWith("--strategy-path\nuser_data/commanded-strategies\n");
        assertThat(pod.read("user_data/commanded-strategies/TrendStrategy.json"))
                .isEqualTo("{\"strategy_name\":\"TrendStrategy\"}");
        assertThat(directory.resolve("user_data/commanded-strategies/TrendStrategy.py"))
                .exists();
        assertThat(directory.resolve("user_data/commanded-strategies/SampleStrategy.json"))
                .doesNotExist();
        assertThat(Repository.STRATEGIES.resolve("TrendStrategy.json")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backtest|backtesting --config config/config.json --strategy SampleStrategy --strategy-path strategies"
                        + " --export trades --cache none --timerange 20250101-20250601 --timeframe 5m",
                "hyperopt|hyperopt --config config/config.json --strategy SampleStrategy --strategy-path strategies"
                        + " --timerange 20250101-20250601 --timeframe 5m"
            })
    void aJobDownloadsCandlesFirstAndIsGivenNoSecret(String mode, String expected) throws Exception {
        pod.program("freqtrade", "#!/bin/sh\necho \"$@\" >>arguments\nenv >>environment\n")
                .program("botfleet-result", "#!/bin/sh\nenv >>environment\n");

        var outcome = pod.entryPoint(
                shell,
                Map.of("FREQTRADE_STRATEGY", "SampleStrategy", "BINANCE_SECRET_KEY", "exchange-secret"),
                mode,
                "--timerange",
                "20250101-20250601",
                "--timeframe",
                "5m");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(pod.read("arguments").lines())
                .containsExactly(
                        "download-data --config config/config.json --timerange 20250101-20250601 --timeframes 5m",
                        expected);
        assertThat(pod.read("environment")).doesNotContain("exchange-secret");
        assertThat(directory.resolve("private/secret.json")).doesNotExist();
    }

    @Test
    void isReplacedByFreqtradeSoThatSignalsReachIt() throws Exception {
        var process = pod.start(
                List.of(shell, Repository.ENTRY_POINT.toString(), "trade"),
                Map.of("FREQTRADE_STRATEGY", "SampleStrategy"));
        process.waitFor();

        assertThat(pod.read("pid").strip()).isEqualTo(Long.toString(process.pid()));
    }

    private PodDirectory.Outcome trade() throws IOException, InterruptedException {
        return trade(Map.of());
    }

    private PodDirectory.Outcome trade(Map<String, String> more) throws IOException, InterruptedException {
        var environment = new HashMap<>(Map.of("FREQTRADE_STRATEGY", "SampleStrategy"));
        environment.putAll(more);
        return pod.entryPoint(shell, environment, "trade");
    }

    private void refused(PodDirectory.Outcome outcome, String named) {
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(64);
        assertThat(outcome.output()).contains(named);
        assertThat(directory.resolve("arguments"))
                .as("freqtrade was not started")
                .doesNotExist();
    }

    private JsonNode secretConfig() throws IOException {
        return Manifests.JSON.readTree(pod.read("private/secret.json"));
    }

    private static JsonNode text(String value) {
        return Manifests.JSON.getNodeFactory().textNode(value);
    }
}

package io.botfleet.adapters.local.paperbot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way not to start: Freqtrade's exit code, its words in the log, and no secret in them. */
class FailedStartTest {
    private static final List<String> TRADE = List.of(
            "trade", "-c", "config.json", "-c", "secret.json", "--strategy", "Sample", "--strategy-path", "strategies");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private BotFixture fixture;

    @BeforeEach
    void givenAClient() throws IOException {
        fixture = BotFixture.in(directory);
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "config.json | ~\"binance\"~ | ~\"nowhere\"~ | 2 | Exchange \"nowhere\" is not known to the ccxt library",
                "config.json | ~\"BTC/USDT\", \"ETH/USDT\"~ | ~~ | 0 | StaticPairList requires pair_whitelist to be set.",
                "config.json | ~\"stake_amount\": 100,~ | ~~ | 1 | 'stake_amount' is a required property",
                "config.json | ~\"dry_run\": true~ | ~\"dry_run\": false~ | 2 | AuthenticationError",
                "config.json | ~{~ | ~~ | 0 | Configuration error: Parse error in config.json",
                "secret.json | ~\"12345678\"~ | ~12345678~ | 1 | api_server.password is not of type 'string'",
                "secret.json | ~a secret of thirty-two~ | ~short~ | 1 | api_server.jwt_secret_key is too short",
                "secret.json | ~postgresql+psycopg~ | ~postgresql~ | 1 | No module named 'psycopg2'",
                "secret.json | ~?options=~ | ~?search_path=~ | 1 | invalid connection option \"search_path\"",
                "secret.json | ~postgresql+psycopg~ | ~oracle~ | 2 | is no valid database URL!",
                "strategies/Sample.py | ~class Sample~ | ~class Other~ | 2 | ~Impossible to load Strategy 'Sample'."
                        + " This class does not exist or contains Python code errors.~",
                "strategies/Sample.py | ~(IStrategy)~ | ~(object)~ | 2 | Impossible to load Strategy 'Sample'.",
                "strategies/Sample.py | ~def populate_exit~ | ~def other~ | 2 | ~`populate_exit_trend` must be implemented~"
            })
    void endsAsFreqtradeEnds(String file, String what, String by, int exitCode, String logged) throws IOException {
        replace(file, what, by);

        assertThat(run(TRADE, Map.of())).as(output()).isEqualTo(exitCode);
        assertThat(output()).contains(logged).doesNotContain("12345678", BotFixture.JWT_SECRET, ":pw@");
    }

    @Test
    void endsWithACrashWhenItsDatabaseRefusesIt() throws IOException {
        replace("secret.json", fixture.role() + ":pw", fixture.role() + ":wrong");

        assertThat(run(TRADE, Map.of())).isEqualTo(1);
        assertThat(output())
                .contains("Fatal exception!", "password authentication failed")
                .doesNotContain(":wrong");
    }

    @Test
    void saysThatAConfigurationFileIsMissing() throws IOException {
        Files.delete(directory.resolve("secret.json"));

        assertThat(run(TRADE, Map.of())).isEqualTo(2);
        assertThat(output()).contains("Config file \"secret.json\" not found!");
    }

    @Test
    void refusesParametersOfAnotherStrategy() throws IOException {
        Files.writeString(directory.resolve("strategies/Sample.json"), "{\"strategy_name\":\"Other\",\"params\":{}}");

        assertThat(run(TRADE, Map.of())).isEqualTo(2);
        assertThat(output()).contains("Invalid parameter file provided.");
    }

    @Test
    void readsAnAllDigitKeyInTheEnvironmentAsANumberAndRefusesIt() {
        assertThat(run(TRADE, Map.of("FREQTRADE__EXCHANGE__KEY", "123456"))).isEqualTo(1);
        assertThat(output()).contains("exchange.key is not of type 'string'").doesNotContain("123456");
    }

    @ParameterizedTest
    @CsvSource({
        "trade --bogus, unrecognized arguments: --bogus",
        "trade -c, expected one argument",
        "nonsense, paperbot knows only the subcommands"
    })
    void refusesWrongArgumentsWith2(String arguments, String said) {
        assertThat(run(List.of(arguments.split(" ")), Map.of())).isEqualTo(2);
        assertThat(output()).contains(said);
    }

    @Test
    void saysItsVersion() {
        assertThat(run(List.of("--version"), Map.of())).isZero();
        assertThat(output()).contains(PaperBot.VERSION);
    }

    private int run(List<String> arguments, Map<String, String> environment) {
        return PaperBot.run(arguments, environment, directory, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void replace(String file, String what, String by) throws IOException {
        var content = Files.readString(directory.resolve(file));
        assertThat(content).contains(what);
        Files.writeString(directory.resolve(file), content.replace(what, by));
    }
}

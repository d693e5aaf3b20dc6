package io.botfleet.domain.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.document.Json;
import io.botfleet.domain.document.Parsed;
import io.botfleet.domain.secret.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final String PLANTED = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";

    private static final Json.Members START = Parsed.object("""
            {"version": 1, "commandKey": "000102030405060708090a0b0c0d0e0f", "notAfter": 1772366400,
             "command": {"type": "start", "strategy": "SampleStrategy", "exchange": "binance", "dryRun": false,
                         "credentials": {"apiKey": "key-of-the-client", "secretKey": "secret-of-the-client"},
                         "stakeCurrency": "USDT", "stakeAmount": 100.5, "maxOpenTrades": 3, "timeframe": "5m",
                         "pairs": ["BTC/USDT", "ETH/USDT"], "adoptPositions": true}}
            """);

    private static final Json.Members STOP = Parsed.object("""
            {"version": 1, "commandKey": "000102030405060708090a0b0c0d0e0f", "notAfter": 1772366400,
             "command": {"type": "stop", "mode": "exit"}}
            """);

    @Test
    void readsAStart() {
        assertThat(Payload.read(START))
                .isEqualTo(new Payload.Valid(new Payload(
                        new CommandKey("000102030405060708090a0b0c0d0e0f"),
                        Instant.ofEpochSecond(1_772_366_400),
                        new StartTrading(
                                "SampleStrategy",
                                "binance",
                                false,
                                "USDT",
                                new StakeAmount.Fixed(new BigDecimal("100.5")),
                                3,
                                "5m",
                                List.of("BTC/USDT", "ETH/USDT"),
                                true),
                        Optional.of(
                                new Credentials(Secret.of("key-of-the-client"), Secret.of("secret-of-the-client"))))));
    }

    private static final Json.Members BACKTEST = Parsed.object("""
            {"version": 1, "commandKey": "000102030405060708090a0b0c0d0e0f", "notAfter": 1772366400,
             "command": {"type": "backtest", "strategy": "SampleStrategy", "exchange": "binance",
                         "stakeCurrency": "USDT", "stakeAmount": "unlimited", "maxOpenTrades": 3, "timeframe": "5m",
                         "pairs": ["BTC/USDT", "ETH/USDT"], "timerange": "20250101-20250601"}}
            """);

    @Test
    void readsABacktest() {
        assertThat(Payload.read(BACKTEST))
                .isEqualTo(new Payload.Valid(new Payload(
                        new CommandKey("000102030405060708090a0b0c0d0e0f"),
                        Instant.ofEpochSecond(1_772_366_400),
                        new RunBacktest(
                                "SampleStrategy",
                                "binance",
                                "USDT",
                                new StakeAmount.Unlimited(),
                                3,
                                "5m",
                                List.of("BTC/USDT", "ETH/USDT"),
                                Timerange.parse("20250101-20250601").orElseThrow()),
                        Optional.empty())));
    }

    /** A backtest trades with nobody's keys, and never for real. */
    @ParameterizedTest
    @ValueSource(strings = {"credentials", "dryRun", "adoptPositions", "mode"})
    void takesNothingForABacktestThatIsABots(String field) {
        Json.Members command = (Json.Members) BACKTEST.get("command").orElseThrow();

        assertThat(Payload.read(BACKTEST.with("command", command.with(field, Json.of(true)))))
                .isEqualTo(new Payload.Invalid("command." + field, "is not a known field"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20250601-20250101", "20250230-20250601", "20250101-", "yesterday"})
    void saysWhatATimerangeIs(String timerange) {
        Json.Members command = (Json.Members) BACKTEST.get("command").orElseThrow();

        assertThat(Payload.read(BACKTEST.with("command", command.with("timerange", Json.of(timerange)))))
                .isEqualTo(
                        new Payload.Invalid(
                                "command.timerange",
                                "must be two days like 20250101-20250601, the second after the first, at most ten years apart"));
    }

    @Test
    void readsAStop() {
        assertThat(Payload.read(STOP))
                .isEqualTo(new Payload.Valid(new Payload(
                        new CommandKey("000102030405060708090a0b0c0d0e0f"),
                        Instant.ofEpochSecond(1_772_366_400),
                        new StopTrading(StopMode.EXIT),
                        Optional.empty())));
    }

    @Test
    void takesADryRunWithoutCredentialsForTheSafeDefault() {
        Json bare = without(without(without(START, "command.dryRun"), "command.credentials"), "command.adoptPositions");

        assertThat(Payload.read(bare)).isInstanceOfSatisfying(Payload.Valid.class, valid -> {
            StartTrading order = (StartTrading) valid.payload().order();
            assertThat(order.dryRun()).isTrue();
            assertThat(order.adoptPositions()).isFalse();
            assertThat(valid.payload().credentials()).isEmpty();
        });
    }

    @Test
    void drainsWhereAStopNamesNoMode() {
        assertThat(Payload.read(without(STOP, "command.mode")))
                .isInstanceOfSatisfying(
                        Payload.Valid.class,
                        valid -> assertThat(valid.payload().order()).isEqualTo(new StopTrading(StopMode.DRAIN)));
    }

    @Test
    void takesAnUnlimitedStake() {
        assertThat(Payload.read(with(START, "command.stakeAmount", Json.of("unlimited"))))
                .isInstanceOfSatisfying(Payload.Valid.class, valid -> assertThat(
                                ((StartTrading) valid.payload().order()).stakeAmount())
                        .isEqualTo(new StakeAmount.Unlimited()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version",
                "commandKey",
                "notAfter",
                "command",
                "command.type",
                "command.strategy",
                "command.exchange",
                "command.credentials",
                "command.credentials.apiKey",
                "command.credentials.secretKey",
                "command.stakeCurrency",
                "command.stakeAmount",
                "command.maxOpenTrades",
                "command.timeframe",
                "command.pairs"
            })
    void namesAFieldThatIsMissing(String field) {
        assertThat(Payload.read(without(START, field))).isInstanceOfSatisfying(Payload.Invalid.class, invalid -> {
            assertThat(invalid.field()).isEqualTo(field);
            assertThat(invalid.why()).startsWith("is missing");
        });
    }

    /** Each row: a field, a value that it does not take, and the field that the refusal names. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    version                       | 0                       | version
                    version                       | 2                       | version
                    version                       | 1.5                     | version
                    version                       | "1"                     | version
                    version                       | null                    | version
                    version                       | 18446744073709551617    | version
                    commandKey                    | "00"                    | commandKey
                    commandKey                    | "000102030405060708090A0B0C0D0E0F" | commandKey
                    commandKey                    | "000102030405060708090a0b0c0d0e0f0" | commandKey
                    commandKey                    | 5                       | commandKey
                    notAfter                      | -1                      | notAfter
                    notAfter                      | 4294967296              | notAfter
                    notAfter                      | 1772366400.5            | notAfter
                    notAfter                      | "1772366400"            | notAfter
                    notAfter                      | null                    | notAfter
                    command                       | []                      | command
                    command                       | "start"                 | command
                    command                       | null                    | command
                    command.type                  | "pause"                 | command.type
                    command.type                  | "START"                 | command.type
                    command.type                  | true                    | command.type
                    command.type                  | ["start"]               | command.type
                    command.strategy              | ""                      | command.strategy
                    command.strategy              | "1Strategy"             | command.strategy
                    command.strategy              | "../Strategy"           | command.strategy
                    command.strategy              | "A B"                   | command.strategy
                    command.strategy              | "Sample\\n"             | command.strategy
                    command.strategy              | "Éstrategia"            | command.strategy
                    command.strategy              | null                    | command.strategy
                    command.strategy              | {}                      | command.strategy
                    command.exchange              | "Binance"               | command.exchange
                    command.exchange              | "b"                     | command.exchange
                    command.exchange              | "bin/ance"              | command.exchange
                    command.exchange              | 1                       | command.exchange
                    command.dryRun                | "true"                  | command.dryRun
                    command.dryRun                | 0                       | command.dryRun
                    command.dryRun                | null                    | command.dryRun
                    command.credentials           | null                    | command.credentials
                    command.credentials           | "key"                   | command.credentials
                    command.credentials           | {}                      | command.credentials.apiKey
                    command.credentials.apiKey    | ""                      | command.credentials.apiKey
                    command.credentials.apiKey    | "two words"             | command.credentials.apiKey
                    command.credentials.apiKey    | "line\\n"               | command.credentials.apiKey
                    command.credentials.apiKey    | 123456                  | command.credentials.apiKey
                    command.credentials.secretKey | "clé"                   | command.credentials.secretKey
                    command.credentials.secretKey | null                    | command.credentials.secretKey
                    command.credentials.password  | "x"                     | command.credentials.password
                    command.stakeCurrency         | "usdt"                  | command.stakeCurrency
                    command.stakeCurrency         | "U"                     | command.stakeCurrency
                    command.stakeCurrency         | "BTC"                   | command.pairs[0]
                    command.stakeAmount           | 0                       | command.stakeAmount
                    command.stakeAmount           | -1                      | command.stakeAmount
                    command.stakeAmount           | 0.0000001               | command.stakeAmount
                    command.stakeAmount           | 1000000000.1            | command.stakeAmount
                    command.stakeAmount           | 1.123456789             | command.stakeAmount
                    command.stakeAmount           | "100"                   | command.stakeAmount
                    command.stakeAmount           | "Unlimited"             | command.stakeAmount
                    command.stakeAmount           | null                    | command.stakeAmount
                    command.maxOpenTrades         | 0                       | command.maxOpenTrades
                    command.maxOpenTrades         | -1                      | command.maxOpenTrades
                    command.maxOpenTrades         | 1001                    | command.maxOpenTrades
                    command.maxOpenTrades         | 2.5                     | command.maxOpenTrades
                    command.maxOpenTrades         | "3"                     | command.maxOpenTrades
                    command.timeframe             | "7m"                    | command.timeframe
                    command.timeframe             | "5M"                    | command.timeframe
                    command.timeframe             | 5                       | command.timeframe
                    command.pairs                 | []                      | command.pairs
                    command.pairs                 | "BTC/USDT"              | command.pairs
                    command.pairs                 | {"0": "BTC/USDT"}       | command.pairs
                    command.pairs                 | ["BTC/USDT", 5]         | command.pairs[1]
                    command.pairs                 | ["BTC/USDT", "BTC/USDT"] | command.pairs[1]
                    command.pairs                 | ["btc/USDT"]            | command.pairs[0]
                    command.pairs                 | [".*/USDT"]             | command.pairs[0]
                    command.pairs                 | ["BTC/USDT", "ETH/BTC"] | command.pairs[1]
                    command.pairs                 | ["BTCUSDT"]             | command.pairs[0]
                    command.adoptPositions        | "yes"                   | command.adoptPositions
                    command.adoptPositions        | 1                       | command.adoptPositions
                    command.mode                  | "drain"                 | command.mode
                    command.dry_run               | true                    | command.dry_run
                    extra                         | 1                       | extra
                    """)
    void namesAFieldWithAValueThatItDoesNotTake(String field, String value, String named) {
        Json json = Parsed.yaml(value);

        assertThat(Payload.read(with(START, field, json))).isInstanceOfSatisfying(Payload.Invalid.class, invalid -> {
            assertThat(invalid.field()).isEqualTo(named);
            assertThat(invalid.why()).isNotBlank();
        });
    }

    /** Taken for a spot market, it would trade nothing or another market than was asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"ETH/USDT:USDT", "ETH/USDT:BTC", "ETH/USDT:USDT-261225", "ETH/USDT:USDT-261225-4000-C"})
    void saysThatAFuturesMarketIsNoSpotMarket(String pair) {
        Json pairs = Parsed.yaml("[\"BTC/USDT\", \"" + pair + "\"]");

        assertThat(Payload.read(with(START, "command.pairs", pairs)))
                .isEqualTo(new Payload.Invalid(
                        "command.pairs[1]", "is a futures market: bots trade on the spot market only"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    command.mode        | "later"    | command.mode
                    command.mode        | "DRAIN"    | command.mode
                    command.mode        | null       | command.mode
                    command.mode        | 1          | command.mode
                    command.strategy    | "Sample"   | command.strategy
                    command.credentials | {"apiKey": "a", "secretKey": "b"} | command.credentials
                    """)
    void refusesInAStopWhatBelongsToNoStop(String field, String value, String named) {
        assertThat(Payload.read(with(STOP, field, Parsed.yaml(value))))
                .isInstanceOfSatisfying(Payload.Invalid.class, invalid -> assertThat(invalid.field())
                        .isEqualTo(named));
    }

    @ParameterizedTest
    @CsvSource({
        "version, 1.0",
        "notAfter, 0",
        "notAfter, 4294967295",
        "command.maxOpenTrades, 1",
        "command.maxOpenTrades, 1000",
        "command.stakeAmount, 0.000001",
        "command.stakeAmount, 1000000000",
        "command.stakeAmount, 1234567.12345678",
        "command.strategy, _a",
        "command.exchange, okx",
        "command.timeframe, 1w"
    })
    void takesTheLastValuesWithinTheLimits(String field, String value) {
        assertThat(Payload.read(with(START, field, Parsed.yaml(value)))).isInstanceOf(Payload.Valid.class);
    }

    @Test
    void takesTwoHundredPairsAndNoMore() {
        List<String> pairs = new ArrayList<>();
        for (int number = 1; number <= 200; number++) {
            pairs.add("C" + number + "/USDT");
        }
        assertThat(Payload.read(with(START, "command.pairs", Json.texts(pairs))))
                .isInstanceOf(Payload.Valid.class);

        pairs.add("ONEMORE/USDT");
        assertThat(Payload.read(with(START, "command.pairs", Json.texts(pairs))))
                .isEqualTo(new Payload.Invalid("command.pairs", "must be a list of 1 to 200 values"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"text\"", "7", "true"})
    void refusesWhatIsNoObject(String json) {
        assertThat(Payload.read(Parsed.yaml(json))).isEqualTo(new Payload.Invalid("payload", "must be an object"));
    }

    static Stream<String> places() {
        return Stream.of(
                "version",
                "commandKey",
                "notAfter",
                "command",
                "unknown",
                "command.type",
                "command.strategy",
                "command.exchange",
                "command.dryRun",
                "command.credentials",
                "command.credentials.unknown",
                "command.stakeCurrency",
                "command.stakeAmount",
                "command.maxOpenTrades",
                "command.timeframe",
                "command.pairs",
                "command.adoptPositions",
                "command.unknown");
    }

    @ParameterizedTest
    @MethodSource("places")
    void neverRepeatsASecretThatStandsInTheWrongPlace(String field) {
        String secret = PLANTED + "/+";
        Json text = Json.of(secret);
        List<Json> planted = List.of(
                text,
                new Json.Items(List.of(text)),
                new Json.Items(List.of(Json.of("BTC/USDT"), text)),
                Json.EMPTY.with(secret, text),
                Json.EMPTY.with("apiKey", text).with("secretKey", text).with("more", text));

        for (Json json : planted) {
            assertThat(Payload.read(with(START, field, json)))
                    .isInstanceOfSatisfying(Payload.Invalid.class, invalid -> assertThat(invalid.toString())
                            .doesNotContain(PLANTED));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLANTED,
                "6f2b5c1e8d9a4b7c0e3f1a2b", // 24 hexadecimal digits, as some exchanges' keys are
                "AKIAIOSFODNN7EXAMPLE",
                "hunter2"
            })
    void neverRepeatsASecretThatStandsForAFieldsName(String secret) {
        for (String parent : List.of("", "command.", "command.credentials.")) {
            assertThat(Payload.read(with(START, parent + secret, Json.of(1))))
                    .isInstanceOfSatisfying(Payload.Invalid.class, invalid -> assertThat(invalid.toString())
                            .doesNotContain(secret)
                            .startsWith(
                                    (parent.isEmpty() ? "payload" : parent.substring(0, parent.length() - 1)) + ":"));
        }
    }

    @Test
    void neverRepeatsACurrencyThatIsPerhapsAPassphrase() {
        assertThat(Payload.read(with(START, "command.stakeCurrency", Json.of("PASSPHRASE1"))))
                .isInstanceOfSatisfying(Payload.Invalid.class, invalid -> assertThat(invalid.toString())
                        .doesNotContain("PASSPHRASE1"));
    }

    @Test
    void printsNoCredentials() {
        assertThat(Payload.read(START).toString())
                .doesNotContain("key-of-the-client")
                .doesNotContain("secret-of-the-client");
    }

    private static Json.Members with(Json.Members object, String path, Json value) {
        return change(object, Arrays.asList(path.split("\\.")), Optional.of(value));
    }

    private static Json.Members without(Json.Members object, String path) {
        return change(object, Arrays.asList(path.split("\\.")), Optional.empty());
    }

    private static Json.Members change(Json.Members object, List<String> path, Optional<Json> value) {
        String name = path.getFirst();
        if (path.size() > 1) {
            Json.Members inner = (Json.Members) object.get(name).orElse(Json.EMPTY);
            return object.with(name, change(inner, path.subList(1, path.size()), value));
        }
        return value.isPresent() ? object.with(name, value.get()) : object.without(name);
    }
}

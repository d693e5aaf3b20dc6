package io.botfleet.adapters.k8s.freqtrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Bots.Login;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.secret.Secret;
import io.botfleet.testkit.contract.BotsContract;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FreqtradeBotsTest extends BotsContract {
    private static final WorkloadId BOT = new WorkloadId("cliente-001");
    private static final List<String> PATHS = List.of(
            "/ping", "/show_config", "/whitelist", "/health", "/status", "/profit", "/pause", "/start", "/forceexit");

    private final CountDownLatch over = new CountDownLatch(1);
    private FakeFreqtrade freqtrade;
    private FreqtradeBots bots;

    @BeforeEach
    void start() throws IOException {
        freqtrade = new FakeFreqtrade();
        bots = waiting(Duration.ofSeconds(30));
    }

    private FreqtradeBots waiting(Duration timeout) {
        return new FreqtradeBots(bot -> bot.equals(BOT) ? Optional.of(freqtrade.address()) : Optional.empty(), timeout);
    }

    @AfterEach
    void stop() {
        over.countDown();
        bots.close();
        freqtrade.close();
    }

    @Override
    protected Bots bots() {
        return bots;
    }

    @Override
    protected Login login() {
        return new Login(FakeFreqtrade.USERNAME, Secret.of(FakeFreqtrade.PASSWORD));
    }

    @Override
    protected WorkloadId startBot() {
        return BOT;
    }

    @Override
    protected void putIntoTheBooks(WorkloadId bot, OpenTrade trade) {
        freqtrade.add(trade);
    }

    @Override
    protected void cutOff() {
        freqtrade.close();
    }

    @Test
    void refusesAWrongPassword() {
        freqtrade.add(trade(1, "BTC/USDT"));
        Login wrong = new Login(FakeFreqtrade.USERNAME, Secret.of("wrong-password"));

        assertThat(bots.config(BOT, wrong)).isEqualTo(new Answer.Refused<>(401, "Unauthorized"));
        assertThat(bots.health(BOT, wrong)).isEqualTo(new Answer.Refused<>(401, "Unauthorized"));
        assertThat(bots.pause(BOT, wrong)).isEqualTo(new Answer.Refused<>(401, "Unauthorized"));
        assertThat(bots.exitAll(BOT, wrong)).isEqualTo(new Answer.Refused<>(401, "Unauthorized"));
    }

    @Test
    void showsNoPasswordToThePublicPing() {
        bots.config(BOT, login());

        assertThat(freqtrade.authorizationsOf("/ping")).containsExactly("/api/v1/ping null");
        assertThat(freqtrade.authorizationsOf("/show_config"))
                .containsExactly("/api/v1/show_config " + FakeFreqtrade.expected());
    }

    @Test
    void asksNothingMoreOfSomethingThatDoesNotPong() {
        freqtrade.answer("/ping", 200, "{\"status\":\"hello\"}");

        assertThat(bots.config(BOT, login())).isInstanceOf(Answer.Silent.class);
        assertThat(freqtrade.authorizationsOf("/show_config")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 502, 503})
    void passesOnAStatusThatIsNoSuccess(int status) {
        everywhere(status, "{\"error\":\"Bot is not in the correct state.\"}");

        assertThat(everyQuestion(BOT)).allSatisfy(answer -> assertThat(answer)
                .isEqualTo(new Answer.Refused<>(status, "Bot is not in the correct state.")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[",
                "{\"status\":",
                "<html>Bad gateway</html>",
                "{}",
                "[1]",
                "\"text\"",
                "{}{}",
                "1e999999999",
                "1e99999999999",
                "[1.5e-2147483647]"
            })
    void takesNonsenseForSilence(String body) {
        everywhere(200, body);

        assertThat(everyQuestion(BOT)).allSatisfy(answer -> assertThat(answer).isInstanceOf(Answer.Silent.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[", "{\"error\": 7}", "null", "[]", "[1e99999999999]"})
    void passesOnAStatusWhateverComesWithIt(String body) {
        everywhere(502, body);

        assertThat(everyQuestion(BOT))
                .allSatisfy(answer -> assertThat(answer).isEqualTo(new Answer.Refused<>(502, "")));
    }

    @Test
    void followsNoRedirection() {
        freqtrade.misbehave("/show_config", exchange -> {
            exchange.getResponseHeaders().set("Location", "/api/v1/ping");
            FakeFreqtrade.send(exchange, 302, "");
        });

        assertThat(bots.config(BOT, login())).isEqualTo(new Answer.Refused<>(302, ""));
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverBegins() {
        PATHS.forEach(path -> freqtrade.misbehave(path, exchange -> await()));

        assertSilentSoon();
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverEnds() {
        freqtrade.misbehave("/health", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"last".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await();
        });

        assertSilentSoon();
    }

    private void assertSilentSoon() {
        try (FreqtradeBots impatient = waiting(Duration.ofMillis(700))) {
            assertThat(assertTimeoutPreemptively(Duration.ofMinutes(1), () -> impatient.health(BOT, login())))
                    .isInstanceOf(Answer.Silent.class);
        }
    }

    @Test
    void takesAnAnswerThatBreaksOffForSilence() {
        freqtrade.misbehave("/health", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"last_process_ts\": 1}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });

        assertThat(bots.health(BOT, login())).isInstanceOf(Answer.Silent.class);
    }

    @Test
    void doesNotSwallowAHundredMegabytes() {
        long[] sent = {0};
        freqtrade.misbehave("/status", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                for (sent[0] = 0; sent[0] < 100L << 20; sent[0] += block.length) {
                    out.write(block);
                }
            }
        });

        assertThat(bots.openTrades(BOT, login())).isInstanceOf(Answer.Silent.class);
        assertThat(sent[0]).isLessThan(64L << 20);
    }

    /** What a bot says of itself fits many times into that, and a client can make it say anything. */
    @ParameterizedTest
    @ValueSource(strings = {"/show_config", "/whitelist", "/health", "/profit"})
    void readsNoMoreThanAQuarterOfAMegabyteOfWhatItKeeps(String path) {
        String padding = ",\"note\":\"" + "x".repeat(300 << 10) + "\"}";
        String answer =
                switch (path) {
                    case "/show_config" -> freqtrade.config().toString();
                    case "/whitelist" -> "{\"whitelist\":[\"BTC/USDT\"]}";
                    case "/health" -> "{\"last_process_ts\":1,\"bot_start_ts\":1}";
                    default ->
                        "{\"profit_closed_coin\":0,\"profit_all_coin\":0,\"trade_count\":0,"
                                + "\"closed_trade_count\":0,\"winning_trades\":0}";
                };
        freqtrade.answer(path, 200, answer.substring(0, answer.length() - 1) + padding);

        Answer<?> said =
                switch (path) {
                    case "/health" -> bots.health(BOT, login());
                    case "/profit" -> bots.profit(BOT, login());
                    default -> bots.config(BOT, login());
                };

        assertThat(said).isInstanceOf(Answer.Silent.class);
    }

    /** Freqtrade gives each trade with all its orders: hundreds come to megabytes, and are an honest answer. */
    @Test
    void seesEveryTradeOfABotThatHasHundreds() {
        String orders = "[" + "{\"pair\":\"BTC/USDT\",\"amount\":1,\"cost\":[1e9,{\"x\":null}]},".repeat(80) + "{}]";
        freqtrade.answer("/status", 200, trades(600, ",\"orders\":" + orders + ",\"is_open\":true"));

        assertThat(bots.openTrades(BOT, login())).isInstanceOfSatisfying(Answer.Given.class, given -> {
            List<?> trades = (List<?>) given.value();
            assertThat(trades).hasSize(600);
            OpenTrade last = (OpenTrade) trades.getLast();
            assertThat(last.tradeId()).isEqualTo(600);
            assertThat(last.pair()).isEqualTo("ETH/USDT");
            assertThat(last.amount()).isEqualByComparingTo("3");
        });
    }

    /** More is nothing that a bot does, and a list of them is kept. */
    @Test
    void takesThousandsOfTradesForSilence() {
        freqtrade.answer("/status", 200, trades(1_001, ""));

        assertThat(bots.openTrades(BOT, login()))
                .isInstanceOfSatisfying(
                        Answer.Silent.class, silent -> assertThat(silent.why()).contains("more than 1000 trades"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"note\":\"LONG\"",
                ",\"LONG\":1",
                ",\"orders\":DEEP",
                ",\"amount\":{\"value\":3}",
                ",\"pair\":[\"BTC/USDT\"]",
                ",\"open_rate\":NaN",
                ",\"open_rate\":1e99999999999",
                ",\"trade_id\":1.5"
            })
    void takesAnythingThatNoTradeHasForSilence(String field) {
        String hostile = field.replace("LONG", "x".repeat(20_000)).replace("DEEP", "[".repeat(50) + "]".repeat(50));
        freqtrade.answer("/status", 200, trades(2, hostile));

        assertThat(bots.openTrades(BOT, login())).isInstanceOf(Answer.Silent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"trade_id\":1", "[{}", "[[]]", "[1]", "[]]", "[][]", "[],", " ", "{\"a\":[]}", "[{}]"})
    void takesAListThatIsNoneForSilence(String answer) {
        freqtrade.answer("/status", 200, answer);

        assertThat(bots.openTrades(BOT, login())).isInstanceOf(Answer.Silent.class);
    }

    private static String trades(int count, String more) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> "{\"trade_id\":" + id
                        + ",\"pair\":\"ETH/USDT\",\"is_short\":false,\"open_timestamp\":1767261600123,"
                        + "\"open_rate\":1e-8,\"stake_amount\":100,\"amount\":3,\"profit_abs\":null" + more + "}")
                .collect(Collectors.joining(",\n ", " [", "] "));
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "3.0, 3", "-1, -1", "-1.0, -1", "Infinity, -1", "null, -1", "0, 0"})
    void readsAnyWayOfWritingTheMaximumOfOpenTrades(String shown, int meant) {
        freqtrade.answer("/show_config", 200, config(Map.of("max_open_trades", shown)));

        assertThat(bots.config(BOT, login())).isInstanceOfSatisfying(Answer.Given.class, given -> assertThat(
                        ((RunningConfig) given.value()).maxOpenTrades())
                .isEqualTo(meant));
    }

    @ParameterizedTest
    @CsvSource({
        "max_open_trades, 3.5",
        "max_open_trades, 1e30",
        "max_open_trades, 1e999999999",
        "max_open_trades, \"3\"",
        "dry_run, \"true\"",
        "dry_run, 1",
        "stake_amount, 100",
        "state, null",
        "runmode, []",
        "exchange, {}"
    })
    void takesAFieldOfAnotherKindForSilence(String field, String value) {
        freqtrade.answer("/show_config", 200, config(Map.of(field, value)));

        assertThat(bots.config(BOT, login()))
                .isInstanceOfSatisfying(
                        Answer.Silent.class, silent -> assertThat(silent.why()).contains(field));
    }

    @Test
    void takesAMissingFieldForSilence() {
        freqtrade.config().remove("runmode");

        assertThat(bots.config(BOT, login()))
                .isEqualTo(new Answer.Silent<>("it does not answer as Freqtrade does: runmode is missing"));
    }

    @Test
    void readsABotWithoutAStrategy() {
        freqtrade.answer(
                "/show_config",
                200,
                config(Map.of("strategy", "null", "timeframe", "null", "runmode", "\"webserver\"", "state", "\"\"")));

        assertThat(bots.config(BOT, login())).isInstanceOfSatisfying(Answer.Given.class, given -> {
            RunningConfig config = (RunningConfig) given.value();
            assertThat(config.strategy()).isEmpty();
            assertThat(config.runmode()).isEqualTo("webserver");
            assertThat(config.state()).isEmpty();
        });
    }

    @Test
    void knowsNoLastProcessBeforeTheFirst() {
        freqtrade.answer("/health", 200, "{\"last_process\":null,\"last_process_ts\":null,\"bot_start_ts\":null}");

        assertThat(bots.health(BOT, login()))
                .isEqualTo(new Answer.Given<>(new BotHealth(Optional.empty(), Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e18", "99999999999999999999", "-99999999999999999", "1.5", "true", "\"now\""})
    void takesATimeThatIsNoneForSilence(String time) {
        freqtrade.answer("/health", 200, "{\"last_process_ts\":" + time + ",\"bot_start_ts\":1}");

        assertThat(bots.health(BOT, login())).isInstanceOf(Answer.Silent.class);
    }

    @Test
    void seesATradeAlsoWhereItsProfitCanNotBeComputed() {
        freqtrade.answer(
                "/status",
                200,
                "[{\"trade_id\":7,\"pair\":\"BTC/USDT\",\"is_short\":true,\"open_timestamp\":1767261600123,"
                        + "\"open_rate\":1e-8,\"stake_amount\":100,\"amount\":3,\"profit_abs\":null}]");

        assertThat(bots.openTrades(BOT, login())).isInstanceOfSatisfying(Answer.Given.class, given -> {
            OpenTrade trade = (OpenTrade) ((List<?>) given.value()).getFirst();
            assertThat(trade.tradeId()).isEqualTo(7);
            assertThat(trade.isShort()).isTrue();
            assertThat(trade.openRate()).isEqualByComparingTo(new BigDecimal("0.00000001"));
            assertThat(trade.openDate().toEpochMilli()).isEqualTo(1_767_261_600_123L);
        });
    }

    @Test
    void saysWhichExitWasRefusedAndLeavesTheRest() {
        freqtrade.add(trade(1, "BTC/USDT"));
        freqtrade.add(trade(2, "ETH/USDT"));
        freqtrade.answer("/forceexit", 502, "{\"error\":\"Error querying /api/v1/forceexit: no connection\"}");

        assertThat(bots.exitAll(BOT, login()))
                .isEqualTo(new Answer.Refused<>(502, "Error querying /api/v1/forceexit: no connection"));
    }

    @Test
    void repeatsNoCredentialThatAnAnswerEchoes() {
        everywhere(
                500, "{\"error\":\"bad header " + FakeFreqtrade.expected() + " of " + FakeFreqtrade.PASSWORD + "\"}");

        assertThat(everyQuestion(BOT)).allSatisfy(answer -> assertThat(answer.toString())
                .contains("[redacted]")
                .doesNotContain(FakeFreqtrade.PASSWORD)
                .doesNotContain(FakeFreqtrade.expected().substring("Basic ".length())));
    }

    @Test
    void shortensALongComplaint() {
        everywhere(500, "{\"error\":\"" + "x".repeat(100_000) + "\"}");

        assertThat(bots.health(BOT, login()).toString()).hasSizeLessThan(500);
    }

    @Test
    void findsABotByTheNameOfItsService() {
        assertThat(BotAddresses.ofServices("freqtrade").of(BOT).map(Object::toString))
                .contains("http://cliente-001.freqtrade.svc:8080");
    }

    private void everywhere(int status, String body) {
        PATHS.forEach(path -> freqtrade.answer(path, status, body));
    }

    private String config(Map<String, String> changes) {
        String json = freqtrade.config().toString();
        for (var change : changes.entrySet()) {
            json = json.replaceFirst(
                    "\"" + change.getKey() + "\":(\"[^\"]*\"|[^,}]*)",
                    "\"" + change.getKey() + "\":" + java.util.regex.Matcher.quoteReplacement(change.getValue()));
        }
        return json;
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(interruption));
        }
    }
}

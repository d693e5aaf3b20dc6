package io.botfleet.adapters.local.paperbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.local.workload.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST API over HTTP, with a bot in a real schema. */
class ApiTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final BotLog log = new BotLog(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private BotFixture fixture;
    private Configuration configuration;
    private Trades trades;
    private Bot bot;
    private ApiServer server;
    private Client client;

    @BeforeEach
    void givenABot() throws Exception {
        fixture = BotFixture.in(directory);
        configuration = Configuration.load(fixture.arguments(), Map.of(), directory, log);
        StrategySource.resolve(configuration, log).applyTo(configuration.json(), log);
        ConfigurationCheck.check(configuration, log);
        trades = Trades.open(DatabaseUrl.parse(configuration.databaseUrl()));
        bot = new Bot(configuration, trades, log);
        server = ApiServer.start(configuration, log);
        client = Client.of(fixture);
    }

    @AfterEach
    void stop() {
        server.stop();
        trades.close();
    }

    @Test
    void pingsWithoutCredentialsAndBeforeABotIsAttached() throws Exception {
        assertThat(client.with("").get("/ping")).hasToString("{\"status\":\"pong\"}");
    }

    @Test
    void answers502ToWhatNeedsABotBeforeOneIsAttached() throws Exception {
        var reply = client.call("GET", "/health", "");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body())
                .hasToString("{\"error\":\"Error querying /api/v1/health: Bot is not in the correct state\"}");
        assertThat(client.get("/show_config").path("state").asText()).isEmpty();
    }

    @Test
    void showsTheConfigurationItRuns() throws Exception {
        server.attach(bot);

        var config = client.get("/show_config");

        assertThat(config.path("runmode").asText()).isEqualTo("dry_run");
        assertThat(config.path("dry_run").asBoolean()).isTrue();
        assertThat(config.path("state").asText()).isEqualTo("running");
        assertThat(config.path("strategy").asText()).isEqualTo("Sample");
        assertThat(config.path("exchange").asText()).isEqualTo("binance");
        assertThat(config.path("bot_name").asText()).isEqualTo("cliente-001.42");
        assertThat(config.path("stake_currency").asText()).isEqualTo("USDT");
        assertThat(config.path("stake_amount").isTextual()).isTrue();
        assertThat(config.path("stake_amount").asText()).isEqualTo("100");
        assertThat(config.path("max_open_trades").asInt()).isEqualTo(3);
        assertThat(config.path("timeframe").asText()).isEqualTo("5m");
        assertThat(config.path("timeframe_ms").asInt()).isEqualTo(300_000);
        assertThat(config.path("stoploss").asDouble()).isEqualTo(-0.1);
        assertThat(config.path("minimal_roi")).hasToString("{\"0\":0.04}");
        assertThat(config.path("version").asText()).contains("paperbot");
        assertThat(config.toString()).doesNotContain(BotFixture.PASSWORD, BotFixture.JWT_SECRET, "postgresql");
        assertThat(client.get("/whitelist"))
                .hasToString(
                        "{\"method\":[\"StaticPairList\"],\"length\":2,\"whitelist\":[\"BTC/USDT\",\"ETH/USDT\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/show_config", "/health", "/status", "/trades", "/logs", "/unknown", "/backtest"})
    void answers401WithoutCredentialsOrWithWrongOnes(String path) throws Exception {
        server.attach(bot);

        for (var refused : List.of(
                client.with(""),
                client.with("Basic not-base64!"),
                client.with("Basic " + Base64.getEncoder().encodeToString(new byte[] {'x'})),
                Client.basic(fixture.port(), BotFixture.USER, "wrong"),
                Client.basic(fixture.port(), "wrong", BotFixture.PASSWORD),
                Client.basic(fixture.port(), "", ""))) {
            var reply = refused.call("GET", path, "");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).hasToString("{\"detail\":\"Unauthorized\"}");
        }
    }

    @Test
    void givesTokensThatOpenTheSameDoor() throws Exception {
        server.attach(bot);

        var tokens = client.call("POST", "/token/login", "").body();
        var access = tokens.path("access_token").asText();
        var refresh = tokens.path("refresh_token").asText();

        assertThat(client.with("Bearer " + access)
                        .get("/version")
                        .path("version")
                        .asText())
                .isEqualTo(PaperBot.VERSION);
        assertThat(client.with("Bearer " + refresh).call("GET", "/version", "").status())
                .isEqualTo(401);
        var renewed = client.with("Bearer " + refresh)
                .call("POST", "/token/refresh", "")
                .body();
        assertThat(client.with("Bearer " + renewed.path("access_token").asText())
                        .get("/version")
                        .has("version"))
                .isTrue();
        assertThat(client.with("Bearer " + access)
                        .call("POST", "/token/refresh", "")
                        .status())
                .isEqualTo(401);
        assertThat(Client.basic(fixture.port(), "a", "b")
                        .call("POST", "/token/login", "")
                        .status())
                .isEqualTo(401);
        assertThat(client.with("").call("POST", "/token/login", "").challenge()).isEqualTo("Basic");
    }

    @Test
    void refusesAForgedToken() throws Exception {
        server.attach(bot);
        var token = client.call("POST", "/token/login", "")
                .body()
                .path("access_token")
                .asText();
        var parts = token.split("\\.", -1);
        var unsigned = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".";
        var other = parts[0] + "." + encoded("{\"identity\":{\"u\":\"x\"},\"exp\":99999999999,\"type\":\"access\"}")
                + "." + parts[2];

        for (var forged : List.of(unsigned, other, parts[0] + "." + parts[1] + ".", "x", token + "x", "a.b.c")) {
            var reply = client.with("Bearer " + forged).call("GET", "/version", "");
            assertThat(reply.status()).as(forged).isEqualTo(401);
            assertThat(reply.challenge()).isEqualTo("Bearer");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /backtest, 503",
        "GET, /background, 503",
        "GET, /pairlists/available, 503",
        "GET, /nothing, 404",
        "GET, /trade/99, 404",
        "POST, /health, 405",
        "GET, /stop, 405",
        "POST, /ping, 405",
        "GET, /trades?limit=x, 422",
        "POST, /forceexit, 422"
    })
    void answersWithTheStatusFreqtradeHasForIt(String method, String path, int status) throws Exception {
        server.attach(bot);

        assertThat(client.call(method, path, "").status()).isEqualTo(status);
    }

    @Test
    void movesBetweenItsStatesAsFreqtradeDoes() throws Exception {
        server.attach(bot);

        assertThat(after("/start")).containsExactly("already running", "running");
        assertThat(after("/pause"))
                .containsExactly(
                        "paused, no more entries will occur from now. Run /start to enable entries.", "paused");
        assertThat(after("/stop")).containsExactly("stopping trader ...", "stopped");
        assertThat(after("/stop")).containsExactly("already stopped", "stopped");
        assertThat(after("/stopentry").getLast())
                .as("pausing a stopped bot starts it")
                .isEqualTo("paused");
        assertThat(after("/start")).containsExactly("starting trader ...", "running");
        assertThat(after("/stopbuy").getLast()).isEqualTo("paused");
        assertThat(after("/reload_config")).containsExactly("Reloading config ...", "reload_config");
    }

    @Test
    void tellsOfEachIterationInSecondsAndNotBefore() throws Exception {
        server.attach(bot);
        bot.recordStartup();
        var before = client.get("/health");
        assertThat(before.path("last_process").isNull()).isTrue();
        assertThat(before.path("last_process_ts").isNull()).isTrue();
        assertThat(before.path("bot_start_ts").asLong()).isCloseTo(Instant.now().getEpochSecond(), within());

        bot.process();

        var health = client.get("/health");
        assertThat(health.path("last_process_ts").asLong())
                .isCloseTo(Instant.now().getEpochSecond(), within());
        assertThat(health.path("last_process").asText())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00");
    }

    @Test
    void keepsWhenTheDatabaseFirstSawABot() {
        bot.recordStartup();
        var first = bot.botStart().orElseThrow();
        var again = new Bot(configuration, trades, log);

        again.recordStartup();

        assertThat(again.botStart()).contains(first);
        assertThat(again.startup().orElseThrow()).isAfterOrEqualTo(first);
        assertThat(TestDatabase.shared().query("SELECT count(*) FROM " + fixture.schema() + ".\"KeyValueStore\""))
                .isEqualTo("2");
    }

    @Test
    void showsAnOpenTradeAndClosesItInTheBooks() throws Exception {
        server.attach(bot);
        assertThat(client.get("/status")).hasToString("[]");
        var id = fixture.openTrade("BTC/USDT", 50_000, 0.002);

        var open = client.get("/status");
        assertThat(open).hasSize(1);
        var trade = open.path(0);
        assertThat(trade.path("trade_id").asLong()).isEqualTo(id);
        assertThat(trade.path("pair").asText()).isEqualTo("BTC/USDT");
        assertThat(trade.path("is_short").asBoolean()).isFalse();
        assertThat(trade.path("open_date").asText()).isEqualTo("2026-01-02 03:04:05");
        assertThat(trade.path("open_timestamp").asLong())
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z").toEpochMilli());
        assertThat(trade.path("current_rate").asDouble()).isEqualTo(50_000);
        assertThat(trade.path("profit_abs").asDouble()).as("both fees").isCloseTo(-0.2, near());
        assertThat(client.get("/count")).hasToString("{\"current\":1,\"max\":3,\"total_stake\":100.0}");

        var exit = client.call("POST", "/forceexit", "{\"tradeid\":\"" + id + "\"}");

        assertThat(exit.body()).hasToString("{\"result\":\"Created exit order for trade " + id + ".\"}");
        assertThat(client.get("/status")).hasToString("[]");
        var closed = client.get("/trades");
        assertThat(closed.path("total_trades").asInt()).isEqualTo(1);
        assertThat(closed.path("trades").path(0).path("exit_reason").asText()).isEqualTo("force_exit");
        assertThat(closed.path("trades")
                        .path(0)
                        .path("orders")
                        .path(0)
                        .path("ft_order_side")
                        .asText())
                .isEqualTo("sell");
        var profit = client.get("/profit");
        assertThat(profit.path("closed_trade_count").asInt()).isEqualTo(1);
        assertThat(profit.path("losing_trades").asInt()).isEqualTo(1);
        assertThat(profit.path("profit_closed_coin").asDouble()).isCloseTo(-0.2, near());
        assertThat(profit.path("max_drawdown_abs").asDouble()).isCloseTo(0.2, near());
        assertThat(client.get("/balance").path("total").asDouble()).isCloseTo(999.8, near());
    }

    @Test
    void exitsAllTradesOnceAndOnlyWhileItIsNotStopped() throws Exception {
        server.attach(bot);
        fixture.openTrade("BTC/USDT", 50_000, 0.002);
        fixture.openTrade("ETH/USDT", 3_000, 0.1);
        client.call("POST", "/stop", "");
        var refused = client.call("POST", "/forceexit", "{\"tradeid\":\"all\"}");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.body().path("error").asText()).endsWith("trader is not running");
        client.call("POST", "/pause", "");

        assertThat(client.call("POST", "/forceexit", "{\"tradeid\":\"all\"}").body())
                .hasToString("{\"result\":\"Created exit orders for all open trades.\"}");

        assertThat(client.get("/status")).hasToString("[]");
        assertThat(client.get("/trades?limit=1&offset=1").path("trades")).hasSize(1);
        var again = client.call("POST", "/forceexit", "{\"tradeid\":1}");
        assertThat(again.status()).isEqualTo(502);
        assertThat(again.body().path("error").asText()).endsWith("invalid argument");
    }

    @Test
    void keepsItsLogForTheApi() throws Exception {
        server.attach(bot);
        log.info("freqtrade.worker", "something happened");

        var logs = client.get("/logs?limit=1");

        assertThat(logs.path("log_count").asInt()).isEqualTo(1);
        var record = logs.path("logs").path(0);
        assertThat(record.path(2).asText()).isEqualTo("freqtrade.worker");
        assertThat(record.path(3).asText()).isEqualTo("INFO");
        assertThat(record.path(4).asText()).isEqualTo("something happened");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern(
                        "(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} - freqtrade.worker - INFO - something");
    }

    @Test
    void keepsOnlyTheLatestThousandRecords() throws Exception {
        server.attach(bot);
        for (var i = 0; i < 1_500; i++) {
            log.info("test", "record " + i);
        }

        assertThat(client.get("/logs").path("log_count").asInt()).isEqualTo(1_000);
        assertThat(client.get("/logs?limit=1").path("logs").path(0).path(4).asText())
                .isEqualTo("record 1499");
    }

    @Test
    void goesOnWithoutAnApiWhereThePortIsTaken() throws Exception {
        server.stop();
        try (var taken = new ServerSocket(fixture.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();

            ApiServer.start(configuration, log).stop();
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Api server failed to start.");
    }

    private List<String> after(String action) throws Exception {
        JsonNode answer = client.call("POST", action, "").body();
        return List.of(
                answer.path("status").asText(),
                client.get("/show_config").path("state").asText());
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Offset<Long> within() {
        return Offset.offset(5L);
    }

    private static Offset<Double> near() {
        return Offset.offset(1e-6);
    }
}

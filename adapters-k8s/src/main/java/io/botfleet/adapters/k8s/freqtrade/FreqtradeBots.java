package io.botfleet.adapters.k8s.freqtrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The bots, over HTTP with Basic authentication; no proxy of the machine and no redirection is followed. */
public final class FreqtradeBots implements Bots, AutoCloseable {
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final BotAddresses addresses;
    private final Duration timeout;
    private final HttpClient http;

    /** @param timeout how long one request may take with its whole answer */
    public FreqtradeBots(BotAddresses addresses, Duration timeout) {
        this.addresses = addresses;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public Answer<RunningConfig> config(WorkloadId bot, Login login) {
        return ask(
                bot,
                login,
                api -> then(
                        api.ping(),
                        pong -> then(
                                api.get("/whitelist", json -> Fields.of(json).texts("whitelist")),
                                pairs -> api.get("/show_config", json -> config(json, pairs)))));
    }

    private static RunningConfig config(JsonNode json, List<String> pairs) throws Nonsense {
        Fields fields = Fields.of(json);
        return new RunningConfig(
                fields.text("version"),
                fields.text("runmode"),
                fields.text("state"),
                fields.truth("dry_run"),
                fields.textOrEmpty("strategy"),
                fields.text("exchange"),
                fields.textOrEmpty("bot_name"),
                fields.text("stake_currency"),
                fields.text("stake_amount"),
                fields.countOrUnlimited("max_open_trades"),
                fields.textOrEmpty("timeframe"),
                pairs);
    }

    @Override
    public Answer<BotHealth> health(WorkloadId bot, Login login) {
        return ask(
                bot,
                login,
                api -> api.get("/health", json -> {
                    Fields fields = Fields.of(json);
                    return new BotHealth(fields.seconds("last_process_ts"), fields.seconds("bot_start_ts"));
                }));
    }

    @Override
    public Answer<List<OpenTrade>> openTrades(WorkloadId bot, Login login) {
        return ask(bot, login, FreqtradeBots::openTrades);
    }

    private static Answer<List<OpenTrade>> openTrades(FreqtradeApi api) {
        return api.stream("/status", OpenTradesReader::new);
    }

    @Override
    public Answer<Profit> profit(WorkloadId bot, Login login) {
        return ask(
                bot,
                login,
                api -> api.get("/profit", json -> {
                    Fields fields = Fields.of(json);
                    return new Profit(
                            fields.number("profit_closed_coin"),
                            fields.number("profit_all_coin"),
                            fields.count("trade_count"),
                            fields.count("closed_trade_count"),
                            fields.count("winning_trades"));
                }));
    }

    @Override
    public Answer<String> pause(WorkloadId bot, Login login) {
        return ask(
                bot,
                login,
                api -> api.post("/pause", NOTHING, json -> Fields.of(json).text("status")));
    }

    @Override
    public Answer<String> resume(WorkloadId bot, Login login) {
        return ask(
                bot,
                login,
                api -> api.post("/start", NOTHING, json -> Fields.of(json).text("status")));
    }

    /** One request a trade, as the trades are now; it stops at the first that is not answered with success. */
    @Override
    public Answer<String> exitAll(WorkloadId bot, Login login) {
        return ask(
                bot,
                login,
                api -> then(openTrades(api), trades -> {
                    Answer<String> last = new Answer.Given<>("no open trades");
                    for (OpenTrade trade : trades) {
                        last = exit(api, trade);
                        if (!(last instanceof Answer.Given<String>)) {
                            break;
                        }
                    }
                    return last;
                }));
    }

    private static Answer<String> exit(FreqtradeApi api, OpenTrade trade) {
        JsonNode body = JsonNodeFactory.instance.objectNode().put("tradeid", Long.toString(trade.tradeId()));
        return api.post("/forceexit", body, json -> Fields.of(json).text("result"));
    }

    private <T> Answer<T> ask(WorkloadId bot, Login login, Function<FreqtradeApi, Answer<T>> question) {
        Optional<URI> address = addresses.of(bot);
        return address.isPresent()
                ? question.apply(new FreqtradeApi(http, address.get(), login, timeout))
                : new Answer.Silent<>("it has no address");
    }

    private static <T, R> Answer<R> then(Answer<T> answer, Function<T, Answer<R>> next) {
        return switch (answer) {
            case Answer.Given<T> given -> next.apply(given.value());
            case Answer.Refused<T> refused -> new Answer.Refused<>(refused.status(), refused.message());
            case Answer.Silent<T> silent -> new Answer.Silent<>(silent.why());
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

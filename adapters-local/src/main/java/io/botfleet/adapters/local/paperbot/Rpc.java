package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The protected calls of a running bot, one instance a request; {@code path} is what a refusal names. */
record Rpc(Bot bot, String path) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx");
    private static final int TRADES = 500;

    private static final Set<String> READS =
            Set.of("/health", "/status", "/profit", "/balance", "/trades", "/whitelist", "/logs", "/count");
    private static final Set<String> ACTIONS =
            Set.of("/start", "/stop", "/pause", "/stopentry", "/stopbuy", "/reload_config", "/forceexit", "/forcesell");

    JsonNode call(String method, String call, Map<String, String> query, JsonNode body) {
        if (READS.contains(call) ? !method.equals("GET") : ACTIONS.contains(call) && !method.equals("POST")) {
            throw ApiRefusal.detail(405, "Method Not Allowed");
        }
        return switch (call) {
            case "/health" -> health();
            case "/status" -> Trade.list(bot.trades().open(), Trade::openJson);
            case "/profit" -> Profit.json(bot.trades().all(), bot.botStart(), startingBalance());
            case "/balance" -> balance();
            case "/trades" -> trades(number(query, "limit", TRADES), number(query, "offset", 0));
            case "/whitelist" -> whitelist();
            case "/logs" -> logs(number(query, "limit", Integer.MAX_VALUE));
            case "/count" -> count();
            case "/start" -> status(start());
            case "/stop" -> status(stop());
            case "/pause", "/stopentry", "/stopbuy" -> status(pause());
            case "/reload_config" -> status(reload());
            case "/forceexit", "/forcesell" -> forceExit(body);
            default -> trade(call);
        };
    }

    private JsonNode trade(String call) {
        if (!call.matches("/trade/\\d{1,9}")) {
            throw ApiRefusal.detail(404, "Not Found");
        }
        return bot.trades()
                .find(Long.parseLong(call.substring("/trade/".length())))
                .map(Trade::openJson)
                .orElseThrow(() -> ApiRefusal.detail(404, "Trade not found."));
    }

    private String start() {
        if (bot.state() == State.RUNNING) {
            return "already running";
        }
        bot.become(State.RUNNING);
        return "starting trader ...";
    }

    private String stop() {
        if (bot.state() == State.STOPPED) {
            return "already stopped";
        }
        bot.become(State.STOPPED);
        return "stopping trader ...";
    }

    private String pause() {
        if (bot.state() == State.STOPPED) {
            bot.become(State.PAUSED);
            return "starting bot with trader in paused state, no entries will occur. Run /start to enable entries.";
        }
        if (bot.state() == State.RUNNING) {
            bot.become(State.PAUSED);
        }
        return "paused, no more entries will occur from now. Run /start to enable entries.";
    }

    private String reload() {
        bot.become(State.RELOAD_CONFIG);
        return "Reloading config ...";
    }

    private JsonNode forceExit(JsonNode body) {
        var requested = body.path("tradeid");
        if (!requested.isTextual() && !requested.isIntegralNumber()) {
            throw ApiRefusal.unprocessable("body", "tradeid", "Field required");
        }
        if (bot.state() == State.STOPPED) {
            throw ApiRefusal.rpc(path, "trader is not running");
        }
        var id = requested.asText();
        if (id.equals("all")) {
            bot.trades().open().forEach(this::exit);
            return Json.object().put("result", "Created exit orders for all open trades.");
        }
        var trade = (id.matches("\\d{1,9}") ? bot.trades().find(Long.parseLong(id)) : Optional.<Trade>empty())
                .filter(Trade::isOpen);
        if (trade.isEmpty()) {
            bot.log().warning("freqtrade.rpc.rpc", "force_exit: Invalid argument received");
            throw ApiRefusal.rpc(path, "invalid argument");
        }
        if (body.path("amount").isNumber()
                && body.path("amount").asDouble() < trade.get().amount()) {
            throw ApiRefusal.rpc(path, "paperbot exits whole trades only");
        }
        exit(trade.get());
        return Json.object().put("result", "Created exit order for trade " + id + ".");
    }

    private void exit(Trade trade) {
        bot.trades().close(trade, trade.openRate(), Instant.now());
        bot.log()
                .info(
                        "freqtrade.freqtradebot",
                        "Exit for " + trade.pair() + " on paper, trade " + trade.id()
                                + ": booked as closed at the rate it was opened at, since paperbot trades nothing.");
    }

    private ObjectNode health() {
        var json = Json.object();
        moment(json, "last_process", bot.lastProcess());
        moment(json, "bot_start", bot.botStart());
        moment(json, "bot_startup", bot.startup());
        return json;
    }

    private static void moment(ObjectNode json, String name, Optional<Instant> moment) {
        json.put(
                name,
                moment.map(at -> INSTANT.format(at.atOffset(ZoneOffset.UTC))).orElse(null));
        json.put(
                name + "_loc",
                moment.map(at -> DATE.format(at.atZone(ZoneId.systemDefault()))).orElse(null));
        json.put(name + "_ts", moment.map(Instant::getEpochSecond).orElse(null));
    }

    private ObjectNode trades(int limit, int offset) {
        var all = bot.trades().all().stream().filter(trade -> !trade.isOpen()).count();
        var page = bot.trades().closed(limit == 0 ? Integer.MAX_VALUE : limit, offset);
        var json = Json.object();
        json.set("trades", Trade.list(page, Trade::json));
        return json.put("trades_count", page.size()).put("offset", offset).put("total_trades", all);
    }

    private ObjectNode whitelist() {
        var pairs = bot.configuration().json().path("exchange").path("pair_whitelist");
        var json = Json.object();
        json.putArray("method").add("StaticPairList");
        json.put("length", pairs.size()).set("whitelist", pairs);
        return json;
    }

    private ObjectNode count() {
        if (bot.state() == State.STOPPED) {
            throw ApiRefusal.rpc(path, "trader is not running");
        }
        var open = bot.trades().open();
        return Json.object()
                .put("current", open.size())
                .put("max", bot.configuration().json().path("max_open_trades").asInt())
                .put(
                        "total_stake",
                        open.stream()
                                .mapToDouble(trade -> trade.openRate() * trade.amount())
                                .sum());
    }

    private ObjectNode logs(int limit) {
        var json = Json.object();
        var list = json.putArray("logs");
        for (var entry : bot.log().latest(limit)) {
            list.addArray()
                    .add(DATE.format(entry.at().atZone(ZoneId.systemDefault())))
                    .add(entry.at().toEpochMilli())
                    .add(entry.logger())
                    .add(entry.level())
                    .add(entry.message());
        }
        return json.put("log_count", list.size());
    }

    /** Simulated in a dry run; in a live one unknown, since no exchange is asked. */
    private double startingBalance() {
        return bot.configuration().dryRun()
                ? bot.configuration().json().path("dry_run_wallet").asDouble(1_000)
                : 0;
    }

    private ObjectNode balance() {
        return Balance.json(bot.configuration(), bot.trades().all(), startingBalance());
    }

    private int number(Map<String, String> query, String name, int otherwise) {
        var text = query.getOrDefault(name, String.valueOf(otherwise));
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException malformed) {
            throw ApiRefusal.unprocessable("query", name, "Input should be a valid integer");
        }
    }

    private static ObjectNode status(String status) {
        return Json.object().put("status", status);
    }
}

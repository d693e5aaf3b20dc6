package io.botfleet.adapters.local.paperbot.result;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a result says of its one strategy, with the wanted members only, as they stand in the file. */
record StrategyEntry(ObjectNode members) {
    /** Of a strategy: its figures, no trade, no configuration and no source. */
    private static final List<String> WANTED =
            List.of(("strategy_name timeframe timerange stake_currency stake_amount max_open_trades pairlist"
                            + " backtest_start backtest_end backtest_start_ts backtest_end_ts backtest_days"
                            + " total_trades wins losses draws winrate profit_total profit_total_abs profit_mean"
                            + " profit_factor expectancy cagr sharpe sortino calmar sqn max_drawdown_account"
                            + " max_drawdown_abs starting_balance final_balance market_change trades_per_day"
                            + " holding_avg_s results_per_pair")
                    .split(" "));

    private static final List<String> WANTED_OF_A_PAIR = List.of(
            "key", "trades", "profit_mean", "profit_total", "profit_total_abs", "wins", "losses", "draws", "winrate");

    private static final int MOST_PAIRS = 200;

    /** As Python reads it: Freqtrade writes NaN and Infinity. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    static JsonNode json(InputStream in, String name) throws NoResult, IOException {
        try {
            JsonNode json = MAPPER.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text(in));
            if (json.isMissingNode()) {
                throw notJson(name);
            }
            return json;
        } catch (JsonProcessingException | CharacterCodingException malformed) {
            throw notJson(name);
        }
    }

    /** Reads a result; what is not wanted is passed over, since the trades of a long one are many. */
    static StrategyEntry read(InputStream in, String name) throws NoResult, IOException {
        Map<String, JsonNode> strategies = new LinkedHashMap<>();
        try (JsonParser parser = MAPPER.createParser(text(in))) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean wanted = parser.currentName().equals("strategy");
                    JsonToken value = parser.nextToken();
                    if (wanted) {
                        strategies.clear();
                    }
                    if (wanted && value == JsonToken.START_OBJECT) {
                        readStrategies(parser, strategies);
                    } else {
                        parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
            if (first == null || parser.nextToken() != null) {
                throw notJson(name);
            }
        } catch (JsonProcessingException | CharacterCodingException malformed) {
            throw notJson(name);
        }
        if (strategies.size() > 1) {
            throw new NoResult(name + " holds several strategies");
        }
        if (strategies.isEmpty() || !(strategies.values().iterator().next() instanceof ObjectNode entry)) {
            throw new NoResult(name + " holds no strategy");
        }
        return new StrategyEntry(entry);
    }

    private static void readStrategies(JsonParser parser, Map<String, JsonNode> strategies) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String strategy = parser.currentName();
            JsonNode entry = MAPPER.nullNode();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                entry = readEntry(parser);
            } else {
                parser.skipChildren();
            }
            // More than two are as many as two.
            if (strategies.size() < 2 || strategies.containsKey(strategy)) {
                strategies.put(strategy, entry);
            }
        }
    }

    private static ObjectNode readEntry(JsonParser parser) throws IOException {
        ObjectNode entry = MAPPER.createObjectNode();
        Set<String> wanted = Set.copyOf(WANTED);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            if (wanted.contains(member)) {
                entry.set(member, MAPPER.<JsonNode>readTree(parser));
            } else {
                parser.skipChildren();
            }
        }
        return entry;
    }

    /** The object that is printed. */
    ObjectNode report() throws NoResult {
        ObjectNode report = MAPPER.createObjectNode();
        for (String member : WANTED) {
            JsonNode value = members.get(member);
            if (value == null) {
                continue;
            }
            switch (member) {
                case "results_per_pair" -> report.set(member, pairs(member, value));
                case "pairlist" -> report.set(member, names(member, value));
                default -> report.set(member, figure(member, value));
            }
        }
        return report;
    }

    /** Freqtrade adds the total of all pairs under a name of its own; it says no more than the strategy's figures. */
    private static ArrayNode pairs(String member, JsonNode value) throws NoResult {
        ArrayNode pairs = MAPPER.createArrayNode();
        if (!value.isArray()) {
            throw unlikeFreqtrade(member);
        }
        for (JsonNode pair : value) {
            if (!pair.isObject()) {
                throw unlikeFreqtrade(member);
            }
        }
        for (JsonNode pair : value) {
            if (pair.path("key").isTextual() && pair.path("key").textValue().equals("TOTAL")) {
                continue;
            }
            ObjectNode picked = pairs.addObject();
            for (String wanted : WANTED_OF_A_PAIR) {
                if (pair.has(wanted)) {
                    picked.set(wanted, figure(member, pair.get(wanted)));
                }
            }
        }
        return atMost(member, pairs);
    }

    private static ArrayNode names(String member, JsonNode value) throws NoResult {
        if (!value.isArray()) {
            throw unlikeFreqtrade(member);
        }
        ArrayNode names = MAPPER.createArrayNode();
        for (JsonNode name : value) {
            names.add(figure(member, name));
        }
        return atMost(member, names);
    }

    private static JsonNode figure(String member, JsonNode value) throws NoResult {
        if (value.isContainerNode()) {
            throw unlikeFreqtrade(member);
        }
        return value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue()) ? MAPPER.nullNode() : value;
    }

    private static ArrayNode atMost(String member, ArrayNode values) throws NoResult {
        if (values.size() > MOST_PAIRS) {
            throw new NoResult(member + " has more than " + MOST_PAIRS + " pairs");
        }
        return values;
    }

    /** UTF-8 and nothing else; a malformed byte is a {@link CharacterCodingException}. */
    private static InputStreamReader text(InputStream in) {
        return new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
    }

    private static NoResult notJson(String name) {
        return new NoResult(name + " is not JSON");
    }

    private static NoResult unlikeFreqtrade(String member) {
        return new NoResult(member + " is not what Freqtrade writes");
    }
}

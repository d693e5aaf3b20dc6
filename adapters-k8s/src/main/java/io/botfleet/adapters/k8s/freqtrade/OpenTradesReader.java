package io.botfleet.adapters.k8s.freqtrade;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.domain.bot.OpenTrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Freqtrade's {@code GET /status} while it arrives. A trade comes with all its orders, several thousand characters each,
 * and a bot may have hundreds: of each only what is asked for is kept, and of the rest not more than one token.
 */
final class OpenTradesReader implements StreamedBody.Reader<List<OpenTrade>> {
    private static final Set<String> ASKED_FOR = Set.of(
            "trade_id", "pair", "is_short", "open_timestamp", "open_rate", "stake_amount", "amount", "profit_abs");

    /** Freqtrade opens as many as it has pairs, of which exchanges have a few hundred. */
    private static final int MOST_TRADES = 1_000;

    private static final int LONGEST_TOKEN = 10_000;
    private static final int DEEPEST = 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TOKEN)
                    .maxNameLength(LONGEST_TOKEN)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build();

    private final JsonParser parser;
    private final ByteBufferFeeder feeder;
    private final List<OpenTrade> trades = new ArrayList<>();
    private ObjectNode trade = JsonNodeFactory.instance.objectNode();
    private String field = "";
    private int depth;
    private boolean hasBegun;

    OpenTradesReader() {
        try {
            parser = JSON.createNonBlockingByteBufferParser();
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        feeder = (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
    }

    @Override
    public void feed(ByteBuffer bytes) throws IOException, Nonsense {
        feeder.feedInput(bytes);
        takeTokens();
    }

    @Override
    public List<OpenTrade> end() throws IOException, Nonsense {
        feeder.endOfInput();
        takeTokens();
        if (!hasBegun || depth > 0) {
            throw new Nonsense("it breaks off");
        }
        return List.copyOf(trades);
    }

    private void takeTokens() throws IOException, Nonsense {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            switch (depth) {
                case 0 -> begin(token);
                case 1 -> between(token);
                case 2 -> inTrade(token);
                default -> inside(token);
            }
            token = parser.nextToken();
        }
    }

    private void begin(JsonToken token) throws Nonsense {
        if (token != JsonToken.START_ARRAY || hasBegun) {
            throw new Nonsense("it is no list");
        }
        hasBegun = true;
        depth = 1;
    }

    private void between(JsonToken token) throws Nonsense {
        if (token == JsonToken.START_OBJECT) {
            trade = JsonNodeFactory.instance.objectNode();
            depth = 2;
        } else if (token == JsonToken.END_ARRAY) {
            depth = 0;
        } else {
            throw new Nonsense("it is no object");
        }
    }

    private void inTrade(JsonToken token) throws IOException, Nonsense {
        switch (token) {
            case FIELD_NAME -> field = parser.currentName();
            case END_OBJECT -> {
                add(openTrade(Fields.of(trade)));
                depth = 1;
            }
            case START_OBJECT, START_ARRAY -> {
                keep(JsonNodeFactory.instance.objectNode());
                depth = 3;
            }
            case VALUE_STRING -> keep(JsonNodeFactory.instance.textNode(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (ASKED_FOR.contains(field)) {
                    keep(number());
                }
            }
            case VALUE_TRUE -> keep(JsonNodeFactory.instance.booleanNode(true));
            case VALUE_FALSE -> keep(JsonNodeFactory.instance.booleanNode(false));
            case VALUE_NULL -> keep(JsonNodeFactory.instance.nullNode());
            case END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("the parser gives " + token + " within an object");
        }
    }

    private void inside(JsonToken token) {
        if (token.isStructStart()) {
            depth++;
        } else if (token.isStructEnd()) {
            depth--;
        }
    }

    private void keep(JsonNode value) {
        if (ASKED_FOR.contains(field)) {
            trade.set(field, value);
        }
    }

    private JsonNode number() throws IOException {
        if (parser.isNaN()) {
            return JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
        }
        try {
            return DecimalNode.valueOf(parser.getDecimalValue());
        } catch (NumberFormatException exponent) {
            throw new IOException("a number is out of range", exponent);
        }
    }

    private void add(OpenTrade next) throws Nonsense {
        if (trades.size() == MOST_TRADES) {
            throw new Nonsense("it has more than " + MOST_TRADES + " trades");
        }
        trades.add(next);
    }

    private static OpenTrade openTrade(Fields trade) throws Nonsense {
        return new OpenTrade(
                trade.whole("trade_id"),
                trade.text("pair"),
                trade.truth("is_short"),
                trade.milliseconds("open_timestamp"),
                trade.number("open_rate"),
                trade.number("stake_amount"),
                trade.number("amount"),
                // Freqtrade has none while the exchange gives no current rate; the position is there all the same.
                trade.numberIfAny("profit_abs").orElse(BigDecimal.ZERO));
    }
}

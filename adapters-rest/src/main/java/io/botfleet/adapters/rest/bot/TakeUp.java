package io.botfleet.adapters.rest.bot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.domain.chain.Hash;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The body of {@code POST /trade} and {@code POST /backtest}.
 *
 * @param transactionHash a transaction that its sender has sent to the gateway already
 */
@Serdeable
public record TakeUp(
        @Schema(pattern = "^0x[0-9a-fA-F]{64}$", requiredMode = Schema.RequiredMode.REQUIRED)
        String transactionHash) {
    private static final String FIELD = "transactionHash";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads the body by hand, so that each refusal can name the field and repeats nothing of what was sent. */
    static Hash read(String body) {
        Map<String, Optional<String>> members;
        try (JsonParser parser = JSON.createParser(body)) {
            members = members(parser);
        } catch (IOException unreadable) {
            // The parser's words repeat parts of the body: ours say enough.
            throw notOneObject();
        }
        members.keySet().stream()
                .filter(name -> !name.equals(FIELD))
                .findFirst()
                .ifPresent(name -> {
                    throw name.matches("[A-Za-z0-9_]{1,40}")
                            ? Refusal.invalid(name, "is not a known field")
                            : Refusal.of(ProblemType.INVALID, "The body has a field that is not known.");
                });
        Optional<String> given = members.get(FIELD);
        if (given == null) {
            throw Refusal.invalid(FIELD, "is missing");
        }
        return Asked.transaction(FIELD, given.orElseThrow(() -> Refusal.invalid(FIELD, "must be a text")));
    }

    /** The members of the one object that there is, each with its value where that is a text. */
    private static Map<String, Optional<String>> members(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notOneObject();
        }
        Map<String, Optional<String>> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
            members.put(name, text ? Optional.of(parser.getText()) : Optional.empty());
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw notOneObject();
        }
        return members;
    }

    private static Refusal notOneObject() {
        return Refusal.of(ProblemType.MALFORMED, "The body has to be one JSON object.");
    }
}

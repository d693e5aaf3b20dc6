package io.botfleet.adapters.blockchain.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.botfleet.adapters.blockchain.client.PayloadDocument;
import io.botfleet.adapters.blockchain.json.StrictJson;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.order.StartTrading;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads any bytes as the payload of a command: they are no JSON, or are refused in words that repeat nothing of them, or
 * are taken to mean exactly what they say and can be rendered.
 */
public final class PayloadReading {
    private static final int MOST_LEAVES = 48;
    private static final int MOST_LEVELS = 16;
    private static final JsonFactory LENIENT = new JsonFactory();
    private static final Pattern FIELD = Pattern.compile("[a-z][A-Za-z_]*(\\.[a-z][A-Za-z_]*)*(\\[[0-9]{1,3}])?");

    private PayloadReading() {}

    public static void fuzzerTestOneInput(byte[] input) {
        outcome(input);
    }

    static Outcome outcome(byte[] input) {
        Optional<Json> json = StrictJson.read(input);
        if (json.isEmpty()) {
            return Outcome.UNREADABLE;
        }
        hasOneReading(input, json.get());
        comesBackFromItsCanonicalForm(json.get());
        isNeverRepeated(json.get());
        return switch (Payload.read(json.get())) {
            case Payload.Invalid invalid -> {
                wellWorded(invalid);
                yield Outcome.INVALID;
            }
            case Payload.Valid(Payload payload) -> {
                meansWhatItSays(json.get(), payload);
                if (payload.order() instanceof StartTrading start) {
                    Rendering.readsBack(start, Rendering.SEALED);
                }
                yield Outcome.TAKEN;
            }
        };
    }

    /** A reader that is as lenient as most are finds no more names than were read: none was there twice. */
    private static void hasOneReading(byte[] input, Json json) {
        long names = 0;
        try (JsonParser lenient = LENIENT.createParser(input)) {
            for (JsonToken token = lenient.nextToken(); token != null; token = lenient.nextToken()) {
                names += token == JsonToken.FIELD_NAME ? 1 : 0;
            }
        } catch (IOException failure) {
            throw new AssertionError("a lenient reader refuses what was taken", failure);
        }
        Property.holds(names == Leaves.names(json), "a member that was there twice was taken");
        Property.holds(Leaves.levels(json) <= MOST_LEVELS, "deeper nesting was taken than the protocol has");
    }

    private static void comesBackFromItsCanonicalForm(Json json) {
        if (Leaves.haveCanonicalNumbers(json)) {
            String canonical = CanonicalJson.text(json);
            Json read = StrictJson.read(CanonicalJson.bytes(json).toArray())
                    .orElseThrow(() -> new AssertionError("a canonical form is no JSON: " + canonical));
            Property.same(canonical, CanonicalJson.text(read), "a canonical form reads as another value");
        }
    }

    private static void wellWorded(Payload.Invalid invalid) {
        String words = invalid.toString();
        Property.holds(words.length() < 300, "a refusal is long");
        Property.holds(words.chars().allMatch(each -> each >= ' ' && each <= '~'), "a refusal is not printable");
        Property.holds(FIELD.matcher(invalid.field()).matches(), "a refusal names no field");
    }

    /** Puts a secret in place of each text, number and name in turn. */
    private static void isNeverRepeated(Json json) {
        int leaves = Math.min(Leaves.count(json), MOST_LEAVES);
        for (int leaf = 0; leaf < leaves; leaf++) {
            if (Payload.read(Leaves.replace(json, leaf)) instanceof Payload.Invalid invalid) {
                wellWorded(invalid);
                Property.holds(!Leaves.isSecretIn(invalid.toString()), "a refusal repeats what was sent");
            }
        }
    }

    private static void meansWhatItSays(Json sent, Payload payload) {
        Json document = PayloadDocument.of(payload);
        Property.holds(Leaves.says(document, sent), "a payload does not mean what was sent");
        Property.same(
                new Payload.Valid(payload),
                StrictJson.read(CanonicalJson.bytes(document).toArray())
                        .map(Payload::read)
                        .orElseThrow(() -> new AssertionError("a payload is written as no JSON")),
                "a payload is not read back as it was written");
    }
}

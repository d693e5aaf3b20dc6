package io.botfleet.adapters.postgres.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** JSON objects whose absent members are empty {@code Optional}s. */
final class JsonFields {
    /** Escaped to ASCII, so that PostgreSQL keeps every Java string, U+0000 and lone surrogates among them. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonFields() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String write(ObjectNode object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can always be written", impossible);
        }
    }

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored document is no JSON", broken);
        }
    }

    static void put(ObjectNode object, String name, Optional<? extends JsonNode> value) {
        value.ifPresent(present -> object.set(name, present));
    }

    static void putText(ObjectNode object, String name, Optional<?> value) {
        value.ifPresent(present -> object.put(name, present.toString()));
    }

    static void putTexts(ObjectNode object, String name, List<String> values) {
        ArrayNode array = object.putArray(name);
        values.forEach(array::add);
    }

    static <T> Optional<T> find(JsonNode object, String name, Function<JsonNode, T> reader) {
        return Optional.ofNullable(object.get(name)).map(reader);
    }

    static <T> Optional<T> findText(JsonNode object, String name, Function<String, T> reader) {
        return find(object, name, node -> reader.apply(node.textValue()));
    }

    static String text(JsonNode object, String name) {
        return object.required(name).textValue();
    }

    static Instant instant(JsonNode object, String name) {
        return Instant.parse(text(object, name));
    }

    static List<String> texts(JsonNode object, String name) {
        return StreamSupport.stream(object.required(name).spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}

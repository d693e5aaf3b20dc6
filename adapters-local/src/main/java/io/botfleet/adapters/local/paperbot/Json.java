package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as Freqtrade reads it: comments and trailing commas allowed. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Merges {@code from} into {@code into}: objects member by member, everything else replaced. */
    static void merge(ObjectNode from, ObjectNode into) {
        for (var member : from.properties()) {
            JsonNode present = into.path(member.getKey());
            if (member.getValue() instanceof ObjectNode source && present instanceof ObjectNode target) {
                merge(source, target);
            } else {
                into.set(member.getKey(), member.getValue().deepCopy());
            }
        }
    }
}

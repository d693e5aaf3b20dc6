package io.botfleet.adapters.blockchain.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** As much of JSON Schema 2020-12 as docs/payload.schema.json uses; any other keyword is an error. */
final class SchemaValidator {
    private final JsonNode root;

    SchemaValidator(JsonNode root) {
        this.root = root;
    }

    boolean accepts(JsonNode value) {
        return accepts(root, value);
    }

    private boolean accepts(JsonNode schema, JsonNode value) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            if (!accepts(schema, keyword.getKey(), keyword.getValue(), value)) {
                return false;
            }
        }
        return true;
    }

    private boolean accepts(JsonNode schema, String keyword, JsonNode rule, JsonNode value) {
        return switch (keyword) {
            case "$schema", "title", "description", "default", "$defs", "then" -> true;
            case "$ref" -> accepts(root.at(rule.asText().substring(1)), value);
            case "type" -> isOfType(rule.asText(), value);
            case "const" -> same(rule, value);
            case "enum" -> {
                boolean found = false;
                for (JsonNode option : rule) {
                    found |= same(option, value);
                }
                yield found;
            }
            case "pattern" ->
                !value.isTextual()
                        || Pattern.compile(rule.asText())
                                .matcher(value.asText())
                                .find();
            case "minimum" -> !value.isNumber() || value.decimalValue().compareTo(rule.decimalValue()) >= 0;
            case "maximum" -> !value.isNumber() || value.decimalValue().compareTo(rule.decimalValue()) <= 0;
            case "minItems" -> !value.isArray() || value.size() >= rule.asInt();
            case "maxItems" -> !value.isArray() || value.size() <= rule.asInt();
            case "uniqueItems" -> !value.isArray() || distinct(value) == value.size();
            case "items" -> !value.isArray() || all(rule, value);
            case "required" -> !value.isObject() || hasAll(rule, value);
            case "additionalProperties" -> !value.isObject() || knowsAll(schema.path("properties"), value);
            case "properties" -> !value.isObject() || properties(rule, value);
            case "oneOf" -> {
                int matching = 0;
                for (JsonNode option : rule) {
                    matching += accepts(option, value) ? 1 : 0;
                }
                yield matching == 1;
            }
            case "if" -> !accepts(rule, value) || accepts(schema.get("then"), value);
            default -> throw new IllegalStateException("the schema uses a keyword that is not looked at: " + keyword);
        };
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            default -> throw new IllegalStateException(type);
        };
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber())
                ? new BigDecimal(one.asText()).compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private static int distinct(JsonNode array) {
        Set<JsonNode> values = new HashSet<>();
        array.forEach(values::add);
        return values.size();
    }

    private boolean all(JsonNode rule, JsonNode array) {
        for (JsonNode each : array) {
            if (!accepts(rule, each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasAll(JsonNode names, JsonNode object) {
        for (JsonNode name : names) {
            if (!object.has(name.asText())) {
                return false;
            }
        }
        return true;
    }

    private static boolean knowsAll(JsonNode properties, JsonNode object) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            if (!properties.has(names.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean properties(JsonNode rules, JsonNode object) {
        for (Map.Entry<String, JsonNode> rule : rules.properties()) {
            if (object.has(rule.getKey()) && !accepts(rule.getValue(), object.get(rule.getKey()))) {
                return false;
            }
        }
        return true;
    }
}

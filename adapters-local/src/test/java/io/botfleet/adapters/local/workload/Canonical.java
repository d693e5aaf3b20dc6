package io.botfleet.adapters.local.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** RFC 8785 written from the RFC alone, for the values a values file may hold: neither Go's code nor the platform's. */
final class Canonical {
    private Canonical() {}

    /** The digest a pod must carry that was rendered from {@code values}. */
    static String digest(ObjectNode values) {
        var covered = values.deepCopy();
        covered.retain(List.of("clientId", "commandId", "mode", "env", "config", "parameters", "sealed"));
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text(covered).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String text(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> {
                var members = new TreeMap<String, String>();
                json.properties().forEach(member -> members.put(member.getKey(), text(member.getValue())));
                yield members.entrySet().stream()
                        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
            }
            case ARRAY ->
                StreamSupport.stream(json.spliterator(), false)
                        .map(Canonical::text)
                        .collect(Collectors.joining(",", "[", "]"));
            case STRING -> quoted(json.asText());
            case NUMBER -> number(json.decimalValue());
            case BOOLEAN -> json.asText();
            case NULL, BINARY, MISSING, POJO -> throw new IllegalArgumentException("not in a values file: " + json);
        };
    }

    /** Section 3.2.2.3, for what the schema lets through: from 10^-6 up, ECMAScript writes plain decimals. */
    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** Section 3.2.2.2, for text without control characters. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

package io.botfleet.domain.gitops;

import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import java.util.regex.Pattern;

/** Writes a JSON object as block style YAML 1.2, so that a commit reads as a diff of settings. */
final class YamlWriter {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** What YAML 1.1 or 1.2 takes for null or a boolean where it stands without quotes; Helm's parser knows both. */
    private static final Pattern RESERVED = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");
    /** Printable characters that YAML 1.2 §5.1 takes in double quotes as they are, outside surrogate pairs. */
    private static final Pattern PLAIN_TEXT = Pattern.compile("[\\x20-\\x7e\\u00a0-\\u2027\\u2030-\\ud7ff]*");

    private YamlWriter() {}

    static String write(Json.Members members) {
        StringBuilder out = new StringBuilder();
        members(members, "", out);
        return out.toString();
    }

    private static void members(Json.Members members, String indent, StringBuilder out) {
        members.values().forEach((key, value) -> {
            if (!PLAIN_KEY.matcher(key).matches() || RESERVED.matcher(key).matches()) {
                throw new IllegalArgumentException("not a key of a values document: \"" + key + "\"");
            }
            out.append(indent).append(key).append(':');
            value(value, indent, out);
        });
    }

    private static void value(Json value, String indent, StringBuilder out) {
        switch (value) {
            case Json.Members members
            when !members.values().isEmpty() -> {
                out.append('\n');
                members(members, indent + "  ", out);
            }
            case Json.Items items
            when !items.values().isEmpty() -> {
                out.append('\n');
                for (Json item : items.values()) {
                    out.append(indent).append("  - ").append(scalar(item)).append('\n');
                }
            }
            case Json other -> out.append(' ').append(scalar(other)).append('\n');
        }
    }

    /** JSON scalars, and empty collections, are YAML as they stand (YAML 1.2 §1.3). */
    private static String scalar(Json json) {
        if ((json instanceof Json.Items items && !items.values().isEmpty())
                || (json instanceof Json.Members members && !members.values().isEmpty())) {
            throw new IllegalArgumentException("a list in a values document holds no further lists or objects");
        }
        if (json instanceof Json.Text text && !PLAIN_TEXT.matcher(text.value()).matches()) {
            throw new IllegalArgumentException("a values document holds printable text only");
        }
        return CanonicalJson.text(json);
    }
}

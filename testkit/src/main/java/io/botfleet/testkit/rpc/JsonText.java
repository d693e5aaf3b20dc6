package io.botfleet.testkit.rpc;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as Java's own maps, lists, texts, numbers and {@code null}, so that the test kit needs no library for
 * the little that a proxy looks at. Text that is no JSON is an {@link IllegalArgumentException}.
 */
public final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    public static @Nullable Object read(String text) {
        JsonText reader = new JsonText(text);
        Object value = reader.value();
        if (reader.peek() != 0) {
            throw reader.malformed();
        }
        return value;
    }

    public static String write(@Nullable Object value) {
        StringBuilder to = new StringBuilder();
        write(value, to);
        return to.toString();
    }

    private static void write(@Nullable Object value, StringBuilder to) {
        switch (value) {
            case Map<?, ?> members -> {
                String before = "{";
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    to.append(before);
                    quote(String.valueOf(member.getKey()), to);
                    to.append(':');
                    write(member.getValue(), to);
                    before = ",";
                }
                to.append(members.isEmpty() ? "{}" : "}");
            }
            case List<?> values -> {
                String before = "[";
                for (Object each : values) {
                    to.append(before);
                    write(each, to);
                    before = ",";
                }
                to.append(values.isEmpty() ? "[]" : "]");
            }
            case String words -> quote(words, to);
            case null, default -> to.append(value);
        }
    }

    private static void quote(String words, StringBuilder to) {
        to.append('"');
        for (int place = 0; place < words.length(); place++) {
            char each = words.charAt(place);
            if (each == '"' || each == '\\') {
                to.append('\\').append(each);
            } else if (each < ' ') {
                to.append("\\u%04x".formatted((int) each));
            } else {
                to.append(each);
            }
        }
        to.append('"');
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> members();
            case '[' -> values();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        take('{');
        while (peek() != '}') {
            String name = string();
            take(':');
            members.put(name, value());
            if (peek() != '}') {
                take(',');
            }
        }
        take('}');
        return members;
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        take('[');
        while (peek() != ']') {
            values.add(value());
            if (peek() != ']') {
                take(',');
            }
        }
        take(']');
        return values;
    }

    private String string() {
        take('"');
        StringBuilder words = new StringBuilder();
        while (true) {
            char each = next();
            if (each == '"') {
                return words.toString();
            }
            words.append(each == '\\' ? escaped() : each);
        }
    }

    private char escaped() {
        char escape = next();
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> escape;
        };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            throw malformed();
        }
        at += word.length();
        return meaning;
    }

    private BigDecimal number() {
        int from = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        // NumberFormatException is an IllegalArgumentException.
        return new BigDecimal(text.substring(from, at));
    }

    /** The next character that is no white space; 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw malformed();
        }
        at++;
    }

    private char next() {
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}

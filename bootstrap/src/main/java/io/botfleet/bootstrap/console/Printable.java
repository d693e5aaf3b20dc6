package io.botfleet.bootstrap.console;

import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Makes text fit for a terminal and a log, whoever it came from: a bot, a node or a client may put escape sequences into its
 * words, line breaks that forge a line, or marks that turn the order of letters around.
 */
public final class Printable {
    private static final String REPLACEMENT = "\ufffd";

    private Printable() {}

    /** Of several lines: line breaks and tabs stay. */
    public static String lines(String text) {
        return replaced(text, point -> point == '\n' || point == '\t' ? Character.toString(point) : REPLACEMENT);
    }

    /** Of one line: a line break becomes {@code ⏎}. */
    public static String line(String text) {
        return replaced(text.replace("\r\n", "\n"), point -> switch (point) {
            case '\n' -> " ⏎ ";
            case '\t' -> " ";
            default -> REPLACEMENT;
        });
    }

    /** A JSON text with the same meaning, in which such characters are escapes (RFC 8259, section 7). */
    public static String json(String document) {
        return replaced(
                document,
                point -> point == '\n'
                        ? "\n"
                        : Character.toString(point)
                                .chars()
                                .mapToObj(unit -> String.format(Locale.ROOT, "\\u%04x", unit))
                                .reduce("", String::concat));
    }

    private static String replaced(String text, IntFunction<String> instead) {
        if (text.codePoints().allMatch(Printable::isHarmless)) {
            return text;
        }
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        point -> harmless.append(isHarmless(point) ? Character.toString(point) : instead.apply(point)));
        return harmless.toString();
    }

    /** Controls (Unicode's Cc, among them ESC and the C1 set), formats such as bidirectional overrides (Cf), and separators. */
    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}

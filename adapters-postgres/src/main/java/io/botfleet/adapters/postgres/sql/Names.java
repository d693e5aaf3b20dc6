package io.botfleet.adapters.postgres.sql;

/** Quoting for statements that take no parameters (PostgreSQL's documentation, section "Lexical Structure"). */
public final class Names {
    private Names() {}

    public static String identifier(String name) {
        return "\"" + withoutNul(name).replace("\"", "\"\"") + "\"";
    }

    /** Right with {@code standard_conforming_strings} on, which is the default and is not turned off here. */
    public static String literal(String value) {
        return "'" + withoutNul(value).replace("'", "''") + "'";
    }

    private static String withoutNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("U+0000 can't be part of a name or a text");
        }
        return text;
    }
}

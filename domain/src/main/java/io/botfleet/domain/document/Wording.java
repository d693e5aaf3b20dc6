package io.botfleet.domain.document;

/** Words that came from outside, made fit for any database, document and terminal. */
public final class Wording {
    private static final String CUT = " …";
    private static final char REPLACEMENT = '\ufffd';

    private Wording() {}

    /**
     * The text with at most {@code longest} UTF-16 units: control characters other than line breaks and tabs, and
     * surrogates without their other half, become U+FFFD (PostgreSQL holds no U+0000, and UTF-8 no lone surrogate).
     */
    public static String clean(String text, int longest) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (allowed(point)) {
                clean.appendCodePoint(point);
            } else {
                clean.append(REPLACEMENT);
            }
        });
        if (clean.length() <= longest) {
            return clean.toString();
        }
        int end = longest - CUT.length();
        if (Character.isHighSurrogate(clean.charAt(end - 1))) {
            end--;
        }
        return clean.substring(0, end) + CUT;
    }

    private static boolean allowed(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point == '\n' || point == '\t';
            case Character.SURROGATE -> false;
            default -> true;
        };
    }
}

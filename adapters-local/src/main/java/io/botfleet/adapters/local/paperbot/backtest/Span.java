package io.botfleet.adapters.local.paperbot.backtest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code --timerange}: from the first day's midnight in UTC up to that of the last one, whose first candle belongs to it.
 *
 * @param text as on the command line
 */
public record Span(String text, Instant from, Instant until) {
    private static final Pattern FORM = Pattern.compile("([0-9]{8})-([0-9]{8})");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    /**
     * Empty for another form; of Freqtrade's, the open ones and those in seconds are not known here.
     *
     * @throws java.time.DateTimeException for days that no calendar has
     */
    public static Optional<Span> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Span(text, midnight(matcher.group(1)), midnight(matcher.group(2))))
                : Optional.empty();
    }

    private static Instant midnight(String day) {
        return LocalDate.parse(day, DAY).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public boolean endsBeforeItBegins() {
        return until.isBefore(from);
    }

    /** How many candles there are of it by now; those of the future are on no exchange. */
    public long candles(Timeframe timeframe, Instant now) {
        Instant end = until.isBefore(now) ? until : now;
        return end.isBefore(from) ? 0 : Duration.between(from, end).toSeconds() / timeframe.seconds() + 1;
    }

    /** When the last of so many candles opens. */
    public Instant lastOf(long candles, Timeframe timeframe) {
        return from.plusSeconds((candles - 1) * timeframe.seconds());
    }
}

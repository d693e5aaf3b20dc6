package io.botfleet.domain.order;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The candles of a backtest, as Freqtrade's {@code --timerange} names them: whole days in UTC, the last one not included.
 *
 * @param from the first day
 * @param until the day after the last one
 */
public record Timerange(LocalDate from, LocalDate until) {
    /** Ten years: more than any exchange has of most pairs. */
    public static final long LONGEST_DAYS = 3_653;

    private static final Pattern FORM = Pattern.compile("([0-9]{8})-([0-9]{8})");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    public Timerange {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("a timerange ends after it begins");
        }
        if (from.plusDays(LONGEST_DAYS).isBefore(until)) {
            throw new IllegalArgumentException("a timerange has " + LONGEST_DAYS + " days at most");
        }
    }

    /** Reads {@code 20250101-20250601}; empty for anything else. */
    public static Optional<Timerange> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Timerange(LocalDate.parse(matcher.group(1), DAY), LocalDate.parse(matcher.group(2), DAY)));
        } catch (DateTimeException | IllegalArgumentException noSuchDays) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return from.format(DAY) + "-" + until.format(DAY);
    }
}

package io.botfleet.adapters.local.paperbot.backtest;

import java.util.List;
import java.util.Optional;

/** How long a candle is; these are those of Binance that have a fixed length. */
public record Timeframe(String name, int minutes) {
    private static final List<Timeframe> ALL = List.of(
            new Timeframe("1m", 1),
            new Timeframe("3m", 3),
            new Timeframe("5m", 5),
            new Timeframe("15m", 15),
            new Timeframe("30m", 30),
            new Timeframe("1h", 60),
            new Timeframe("2h", 2 * 60),
            new Timeframe("4h", 4 * 60),
            new Timeframe("6h", 6 * 60),
            new Timeframe("8h", 8 * 60),
            new Timeframe("12h", 12 * 60),
            new Timeframe("1d", 24 * 60),
            new Timeframe("3d", 3 * 24 * 60),
            new Timeframe("1w", 7 * 24 * 60));

    /** Empty for one that no exchange of ours has. */
    public static Optional<Timeframe> of(String name) {
        return ALL.stream().filter(each -> each.name.equals(name)).findFirst();
    }

    /** The names of all, as Freqtrade lists them. */
    public static List<String> names() {
        return ALL.stream().map(Timeframe::name).toList();
    }

    long seconds() {
        return 60L * minutes;
    }
}

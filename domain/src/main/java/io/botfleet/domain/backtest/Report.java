package io.botfleet.domain.backtest;

import io.botfleet.domain.document.Json;
import io.botfleet.domain.order.RunBacktest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Freqtrade's own figures of a backtest, without its trades: the members that the image's {@code botfleet-result} picks. */
public record Report(Json.Members figures) {
    /** A result that says nothing of its strategy and its trades is none. */
    public static Optional<Report> of(Json json) {
        return json instanceof Json.Members members
                        && members.get("strategy_name").orElse(null) instanceof Json.Text
                        && members.get("total_trades").orElse(null) instanceof Json.Numeral
                ? Optional.of(new Report(members))
                : Optional.empty();
    }

    /** What it says of itself that was not commanded; pairs of which there are no candles are left out by Freqtrade. */
    public List<String> differences(RunBacktest order) {
        List<String> found = new ArrayList<>();
        compare(found, "strategy_name", order.strategy());
        compare(found, "timeframe", order.timeframe());
        compare(found, "timerange", order.timerange().toString());
        compare(found, "stake_currency", order.stakeCurrency());
        if (figures.get("pairlist").orElse(null) instanceof Json.Items pairs) {
            pairs.values().stream()
                    .filter(pair ->
                            !(pair instanceof Json.Text text && order.pairs().contains(text.value())))
                    .findFirst()
                    .ifPresent(_ -> found.add("pairlist holds a pair that was not commanded"));
        }
        return found;
    }

    private void compare(List<String> found, String name, String commanded) {
        figures.get(name)
                .filter(shown -> !shown.equals(Json.of(commanded)))
                .ifPresent(shown -> found.add(name + " is "
                        + (shown instanceof Json.Text text ? Log.cleaned(text.value()) : "no text")
                        + " instead of " + commanded));
    }
}

package io.botfleet.adapters.local.paperbot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** How Freqtrade's log shows values. */
final class Python {
    private Python() {}

    static String list(List<String> texts) {
        return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    /** An amount of a currency: Bitcoin and Ether have eight and five places, others three; no zeros at the end. */
    static String coin(double amount, String currency) {
        var places =
                switch (currency) {
                    case "BTC" -> 8;
                    case "ETH" -> 5;
                    default -> 3;
                };
        var rounded = BigDecimal.valueOf(amount).setScale(places, RoundingMode.HALF_EVEN);
        return (rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString()) + " " + currency;
    }
}

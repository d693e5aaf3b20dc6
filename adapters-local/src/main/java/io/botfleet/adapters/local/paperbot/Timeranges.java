package io.botfleet.adapters.local.paperbot;

import io.botfleet.adapters.local.paperbot.backtest.Span;
import io.botfleet.adapters.local.paperbot.backtest.Timeframe;
import java.time.DateTimeException;

/** The candles that are asked for, or Freqtrade's words for what is wrong with the question. */
final class Timeranges {
    private Timeranges() {}

    static Span of(Configuration configuration) {
        var text = configuration.json().path("timerange").asText();
        Span span;
        try {
            span = Span.parse(text)
                    .orElseThrow(
                            () -> new StartFailure.Configuration("Incorrect syntax for timerange \"" + text + "\""));
        } catch (DateTimeException noSuchDay) {
            throw new StartFailure.Crash("ValueError: time data in '" + text + "' does not match format '%Y%m%d'");
        }
        if (span.endsBeforeItBegins()) {
            throw new StartFailure.Configuration("Start date is after stop date for timerange \"" + text + "\"");
        }
        return span;
    }

    static Timeframe timeframe(String name) {
        return Timeframe.of(name)
                .orElseThrow(() -> new StartFailure.Configuration(
                        "Invalid timeframe '" + name + "'. This exchange supports: " + Python.list(Timeframe.names())));
    }
}

package io.botfleet.bootstrap.cli;

import io.botfleet.domain.document.Json;
import picocli.CommandLine;

/** Runs a backtest. */
@CommandLine.Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs a strategy over candles of the past, beside your bot and without touching it. The fee is kept"
                        + " once it is at work, whatever the strategy earns.",
        footer = {
            "",
            "Example: ./botfleet send backtest --wallet ann --strategy SampleStrategy --exchange binance"
                    + " --stake-currency USDT --stake-amount unlimited --max-open-trades 3 --timeframe 5m"
                    + " --pair BTC/USDT --timerange 20250101-20250201"
        })
final class SendBacktestCommand extends SendingCommand {
    @CommandLine.Mixin
    private MarketChoice market = new MarketChoice();

    @CommandLine.Option(
            names = "--timerange",
            paramLabel = "DAY-DAY",
            required = true,
            description = "the first day and the day after the last one, in UTC, like 20250101-20250601")
    private String timerange = "";

    @Override
    Json.Members command() {
        return market.put(Json.EMPTY.with("type", Json.of("backtest"))).with("timerange", Json.of(timerange));
    }

    @Override
    String summary() {
        return "backtest " + market + ", " + timerange;
    }
}

package io.botfleet.bootstrap.cli;

import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.util.List;
import picocli.CommandLine;

/** What is traded and by which strategy, of a bot and of a backtest alike. */
final class MarketChoice {
    @CommandLine.Option(
            names = "--strategy",
            paramLabel = "NAME",
            required = true,
            description = "the strategy's class")
    private String strategy = "";

    @CommandLine.Option(
            names = "--exchange",
            paramLabel = "ID",
            required = true,
            description = "the exchange as ccxt names it, like binance")
    private String exchange = "";

    @CommandLine.Option(
            names = "--stake-currency",
            paramLabel = "CODE",
            required = true,
            description = "what is staked, like USDT")
    private String stakeCurrency = "";

    @CommandLine.Option(
            names = "--stake-amount",
            paramLabel = "N",
            required = true,
            description = "how much of it a trade may stake, or \"unlimited\"")
    private String stakeAmount = "";

    @CommandLine.Option(
            names = "--max-open-trades",
            paramLabel = "N",
            required = true,
            description = "how many trades may be open at a time")
    private long maxOpenTrades;

    @CommandLine.Option(
            names = "--timeframe",
            paramLabel = "LENGTH",
            required = true,
            description = "the length of a candle, like 5m")
    private String timeframe = "";

    @CommandLine.Option(
            names = "--pair",
            paramLabel = "PAIR",
            required = true,
            description = "a pair to trade, like BTC/USDT; repeat it for more")
    private List<String> pairs = List.of();

    /** The command with these members. */
    Json.Members put(Json.Members command) {
        return command.with("strategy", Json.of(strategy))
                .with("exchange", Json.of(exchange))
                .with("stakeCurrency", Json.of(stakeCurrency))
                .with("stakeAmount", stake())
                .with("maxOpenTrades", Json.of(maxOpenTrades))
                .with("timeframe", Json.of(timeframe))
                .with("pairs", Json.texts(pairs));
    }

    /** What is no number stays a text, which the domain takes or refuses. */
    private Json stake() {
        return stakeAmount.matches("\\d{1,20}(\\.\\d{1,20})?")
                ? Json.of(new BigDecimal(stakeAmount))
                : Json.of(stakeAmount);
    }

    String strategyOnExchange() {
        return strategy + " on " + exchange;
    }

    String stakes() {
        return stakeAmount + " " + stakeCurrency + " a trade, at most " + maxOpenTrades + " trades, " + timeframe + ", "
                + String.join(" ", pairs);
    }

    @Override
    public String toString() {
        return strategyOnExchange() + ", " + stakes();
    }
}

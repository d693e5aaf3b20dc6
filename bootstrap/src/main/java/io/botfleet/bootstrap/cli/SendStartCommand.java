package io.botfleet.bootstrap.cli;

import io.botfleet.domain.document.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Starts the client's bot, or replaces the one that runs. */
@CommandLine.Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Starts your bot, or replaces the one that runs. It is a dry run, without real money, unless --live"
                        + " is given.",
        footer = {
            "",
            "Example: ./botfleet send start --wallet ann --strategy SampleStrategy --exchange binance"
                    + " --stake-currency USDT --stake-amount 100 --max-open-trades 3 --timeframe 5m --pair BTC/USDT"
        })
final class SendStartCommand extends SendingCommand {
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

    @CommandLine.Option(names = "--live", description = "trade with real money; needs the exchange's credentials")
    private boolean live;

    @CommandLine.Option(names = "--dry-run", description = "trade without real money, which is the default")
    private boolean dryRun;

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

    @CommandLine.Option(
            names = "--adopt-positions",
            description = "let the new bot take over open positions although it changes exchange, stake currency or"
                    + " strategy")
    private boolean adoptPositions;

    @CommandLine.Mixin
    private CredentialsChoice credentials = new CredentialsChoice();

    @Override
    Json.Members command() throws IOException {
        if (live && dryRun) {
            throw Ended.usage("--live and --dry-run exclude each other");
        }
        Json.Members start = Json.EMPTY
                .with("type", Json.of("start"))
                .with("strategy", Json.of(strategy))
                .with("exchange", Json.of(exchange))
                .with("dryRun", Json.of(!live))
                .with("stakeCurrency", Json.of(stakeCurrency))
                .with("stakeAmount", stake())
                .with("maxOpenTrades", Json.of(maxOpenTrades))
                .with("timeframe", Json.of(timeframe))
                .with("pairs", Json.texts(pairs))
                .with("adoptPositions", Json.of(adoptPositions));
        Optional<Json> given = credentials.read();
        return given.isPresent() ? start.with("credentials", given.get()) : start;
    }

    /** What is no number stays a text, which the domain takes or refuses. */
    private Json stake() {
        return stakeAmount.matches("\\d{1,20}(\\.\\d{1,20})?")
                ? Json.of(new BigDecimal(stakeAmount))
                : Json.of(stakeAmount);
    }

    @Override
    String summary() {
        return "start " + strategy + " on " + exchange + " (" + (live ? "LIVE, real money" : "dry run") + "), "
                + stakeAmount + " " + stakeCurrency + " a trade, at most " + maxOpenTrades + " trades, " + timeframe
                + ", " + String.join(" ", pairs);
    }
}

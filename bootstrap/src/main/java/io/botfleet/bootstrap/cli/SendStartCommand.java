package io.botfleet.bootstrap.cli;

import io.botfleet.domain.document.Json;
import java.io.IOException;
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
    @CommandLine.Mixin
    private MarketChoice market = new MarketChoice();

    @CommandLine.Option(names = "--live", description = "trade with real money; needs the exchange's credentials")
    private boolean live;

    @CommandLine.Option(names = "--dry-run", description = "trade without real money, which is the default")
    private boolean dryRun;

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
        Json.Members start = market.put(Json.EMPTY.with("type", Json.of("start")))
                .with("dryRun", Json.of(!live))
                .with("adoptPositions", Json.of(adoptPositions));
        Optional<Json> given = credentials.read();
        return given.isPresent() ? start.with("credentials", given.get()) : start;
    }

    @Override
    String summary() {
        return "start " + market.strategyOnExchange() + " (" + (live ? "LIVE, real money" : "dry run") + "), "
                + market.stakes();
    }
}

package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One client's bot. */
@CommandLine.Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows a client's bot: its state, the command it runs by, its profit, its open trades and"
                + " what became of it.")
final class StatusCommand extends PlatformCommand {
    @CommandLine.Parameters(
            paramLabel = "CLIENT",
            converter = Arguments.Client.class,
            description = "the client's id, like cliente-001")
    private @Nullable ClientId client;

    @Override
    int run() throws IOException, InterruptedException {
        try (ApiClient api = target().api()) {
            JsonNode status = api.get("/trade/" + Objects.requireNonNull(client) + "/status");
            if (json()) {
                print(status);
            } else {
                show(status);
            }
            return 0;
        }
    }

    private void show(JsonNode status) {
        JsonNode bot = status.path("bot");
        JsonNode health = bot.path("health");
        say("%s is %s%s".formatted(text(bot, "clientId"), text(bot, "state"), after(": ", text(bot, "reason"))));
        line("command", after("#", text(bot, "commandId")));
        line("strategy", text(bot, "strategy"));
        line("exchange", text(bot, "exchange"));
        if (bot.path("dryRun").isBoolean()) {
            line("money", bot.path("dryRun").asBoolean() ? "dry run, no real money" : "LIVE, real money");
        }
        line("pod", text(status.path("pod"), "name") + after(", ", text(health, "podPhase")));
        line("image", text(status.path("pod"), "image"));
        line("revision", text(status, "revision"));
        line("problem", text(health, "problem"));
        line("silence", text(health, "silence"));
        line("last iteration", Moments.show(text(status, "lastProcess"), Instant.now()));
        showProfit(status);
        showTrades(status.path("openTrades"), text(status, "stakeCurrency"));
        showHistory(status.path("history"));
    }

    private void showHistory(JsonNode history) {
        for (JsonNode change : history) {
            say("  %-15s %s %s%s%s"
                    .formatted(
                            "history",
                            Moments.show(text(change, "at"), Instant.now()),
                            text(change, "state"),
                            after(" by #", text(change, "commandId")),
                            after(": ", text(change, "reason"))));
        }
    }

    private void showProfit(JsonNode status) {
        JsonNode profit = status.path("profit");
        if (profit.isObject()) {
            say("  %-15s %s %s closed, %s with open trades; %s trades, %s closed, %s won"
                    .formatted(
                            "profit",
                            text(profit, "profitClosedCoin"),
                            text(status, "stakeCurrency"),
                            text(profit, "profitAllCoin"),
                            text(profit, "tradeCount"),
                            text(profit, "closedTradeCount"),
                            text(profit, "winningTrades")));
        }
    }

    private void showTrades(JsonNode trades, String currency) {
        for (JsonNode trade : trades) {
            say("  %-15s #%s %s %s, %s %s staked, %s %s profit"
                    .formatted(
                            "open trade",
                            text(trade, "tradeId"),
                            trade.path("isShort").asBoolean() ? "short" : "long",
                            text(trade, "pair"),
                            text(trade, "stakeAmount"),
                            currency,
                            text(trade, "profitAbs"),
                            currency));
        }
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            say("  %-15s %s".formatted(name, value));
        }
    }

    private static String after(String before, String value) {
        return value.isEmpty() ? "" : before + value;
    }
}

package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One backtest. */
@CommandLine.Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description =
                "Shows how far a backtest is and, once it has succeeded, its figures. Exit code 1 where it came to"
                        + " nothing.")
final class BacktestCommand extends PlatformCommand {
    private static final List<String> FIGURES = List.of(
            "total_trades",
            "wins",
            "draws",
            "losses",
            "winrate",
            "profit_total",
            "profit_total_abs",
            "profit_factor",
            "expectancy",
            "cagr",
            "sharpe",
            "sortino",
            "calmar",
            "max_drawdown_account",
            "starting_balance",
            "final_balance",
            "market_change");

    @CommandLine.Parameters(
            paramLabel = "BACKTEST",
            converter = Arguments.Command.class,
            description = "the backtest's id, which is that of its command")
    private @Nullable CommandId backtest;

    @CommandLine.Option(names = "--results", description = "only its figures, all of them, as JSON")
    private boolean results;

    @Override
    int run() throws IOException, InterruptedException {
        String path = "/backtest/" + Objects.requireNonNull(backtest);
        try (ApiClient api = target().api()) {
            if (results) {
                print(api.get(path + "/results"));
                return 0;
            }
            JsonNode status = api.get(path + "/status");
            if (json()) {
                print(status);
            } else {
                show(status);
                if (text(status, "state").equals("SUCCEEDED")) {
                    showFigures(api.get(path + "/results"), text(status, "stakeCurrency"));
                }
            }
            return switch (text(status, "state")) {
                case "QUEUED", "RUNNING", "SUCCEEDED" -> 0;
                default -> 1;
            };
        }
    }

    private void show(JsonNode status) {
        Instant now = Instant.now();
        String reason = text(status, "reason");
        String waiting = text(status, "waitingOn");
        say("Backtest #%s of %s is %s%s%s"
                .formatted(
                        text(status, "backtestId"),
                        text(status, "clientId"),
                        text(status, "state"),
                        reason.isEmpty() ? "" : ": " + reason,
                        waiting.isEmpty() ? "" : " and waits for " + waiting));
        line("strategy", text(status, "strategy"));
        line("exchange", text(status, "exchange"));
        line(
                "pairs",
                String.join(
                        " ",
                        status.path("pairs").valueStream().map(JsonNode::asText).toList()));
        line("timerange", text(status, "timerange") + ", candles of " + text(status, "timeframe"));
        line("submitted", Moments.show(text(status, "submittedAt"), now));
        if (!text(status, "endedAt").isEmpty()) {
            line("ended", Moments.show(text(status, "endedAt"), now));
        }
    }

    private void showFigures(JsonNode figures, String currency) {
        for (String name : FIGURES) {
            if (figures.path(name).isNumber()) {
                boolean money = name.endsWith("_abs") || name.endsWith("_balance");
                line(name, figures.path(name).asText() + (money ? " " + currency : ""));
            }
        }
    }

    private void line(String name, String value) {
        say("  %-20s %s".formatted(name, value));
    }
}

package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The newest backtests. */
@CommandLine.Command(
        name = "backtests",
        mixinStandardHelpOptions = true,
        description = "Lists backtests, newest first: whose they are, how far they came, and why not further.")
final class BacktestsCommand extends PlatformCommand {
    @CommandLine.Option(
            names = "--client",
            paramLabel = "CLIENT",
            converter = Arguments.Client.class,
            description = "only this client's, like cliente-001")
    private @Nullable ClientId client;

    @CommandLine.Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many at most; ${DEFAULT-VALUE} when missing")
    private int limit;

    @Override
    int run() throws IOException, InterruptedException {
        if (limit < 1) {
            throw Ended.usage("--limit must be 1 or more");
        }
        List<JsonNode> backtests;
        try (ApiClient api = target().api()) {
            backtests = Pages.read(api, "/backtest", client, limit, "backtests");
        }
        if (json()) {
            ObjectNode all = new ObjectMapper().createObjectNode();
            ArrayNode list = all.putArray("backtests");
            backtests.forEach(list::add);
            print(all);
        } else if (backtests.isEmpty()) {
            say("There are no backtests%s.".formatted(client == null ? "" : " of " + client));
        } else {
            show(backtests);
        }
        return 0;
    }

    private void show(List<JsonNode> backtests) {
        Instant now = Instant.now();
        say("%-6s %-12s %-10s %-24s %-18s %-34s %s"
                .formatted("ID", "CLIENT", "STATE", "STRATEGY", "TIMERANGE", "SUBMITTED", "WHY"));
        for (JsonNode backtest : backtests) {
            String waiting = text(backtest, "waitingOn");
            say("%-6s %-12s %-10s %-24s %-18s %-34s %s"
                    .formatted(
                            "#" + text(backtest, "backtestId"),
                            text(backtest, "clientId"),
                            text(backtest, "state"),
                            text(backtest, "strategy"),
                            text(backtest, "timerange"),
                            Moments.show(text(backtest, "submittedAt"), now),
                            waiting.isEmpty() ? text(backtest, "reason") : "waits for " + waiting));
        }
    }
}

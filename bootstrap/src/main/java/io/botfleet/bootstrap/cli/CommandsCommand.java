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

/** The newest commands. */
@CommandLine.Command(
        name = "commands",
        mixinStandardHelpOptions = true,
        description = "Lists commands, newest first: whose they are, how far they came, and what became of their fee.")
final class CommandsCommand extends PlatformCommand {
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
        try (ApiClient api = target().api()) {
            show(Pages.read(api, "/commands", client, limit, "commands"));
        }
        return 0;
    }

    private void show(List<JsonNode> commands) throws IOException {
        if (json()) {
            ObjectNode all = new ObjectMapper().createObjectNode();
            ArrayNode list = all.putArray("commands");
            commands.forEach(list::add);
            print(all);
            return;
        }
        if (commands.isEmpty()) {
            say("There are no commands%s.".formatted(client == null ? "" : " of " + client));
            return;
        }
        Instant now = Instant.now();
        say("%-6s %-12s %-8s %-12s %-40s %s".formatted("ID", "CLIENT", "ORDER", "STAGE", "SINCE", "WHY"));
        for (JsonNode command : commands) {
            String reason = text(command, "reason");
            String waiting = text(command, "waitingOn");
            say("%-6s %-12s %-8s %-12s %-40s %s"
                    .formatted(
                            "#" + text(command, "commandId"),
                            text(command, "clientId"),
                            text(command, "order").isEmpty() ? "?" : text(command, "order"),
                            text(command, "stage"),
                            Moments.show(text(command, "since"), now),
                            reason.isEmpty() ? (waiting.isEmpty() ? "" : "waits for " + waiting) : reason));
        }
    }
}

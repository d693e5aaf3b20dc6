package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.console.Printable;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What a bot prints. */
@CommandLine.Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a client's bot printed last.",
            "With --follow it goes on with each new line, until Ctrl-C or the bot's pod is gone or replaced."
        })
final class LogsCommand extends PlatformCommand {
    /** What the API gives at once at most. */
    private static final int MOST_LINES = 5_000;

    @CommandLine.Parameters(
            paramLabel = "CLIENT",
            converter = Arguments.Client.class,
            description = "the client's id, like cliente-001")
    private @Nullable ClientId client;

    @CommandLine.Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many of the last lines, 1 to 5000; ${DEFAULT-VALUE} when missing")
    private int lines;

    @CommandLine.Option(
            names = {"-f", "--follow"},
            description = "go on with each new line; with --json, one object a line")
    private boolean follow;

    private boolean heard;
    private boolean ended;

    @Override
    int run() throws IOException, InterruptedException {
        if (lines < 1 || lines > MOST_LINES) {
            throw Ended.usage("--lines must be 1 to " + MOST_LINES);
        }
        String path = "/trade/" + Objects.requireNonNull(client) + "/logs?lines=" + lines;
        try (ApiClient api = target().api()) {
            if (follow) {
                return follow(api, path);
            }
            JsonNode log = api.get(path);
            if (json()) {
                print(log);
            } else {
                log.path("lines").forEach(line -> say(Printable.line(line.asText())));
            }
            return 0;
        }
    }

    private int follow(ApiClient api, String path) throws IOException, InterruptedException {
        try {
            api.events(path, this::each);
        } catch (ApiClient.Refused refused) {
            throw refused;
        } catch (IOException broken) {
            if (!heard) {
                throw broken;
            }
            throw brokenOff();
        }
        if (!ended) {
            throw brokenOff();
        }
        note("The pod of " + client + " is gone or was replaced.");
        return 0;
    }

    /** Not taken up again: no line tells where it was, so that some would be shown twice or not at all. */
    private static Ended brokenOff() {
        return Ended.unavailable("the log broke off: the platform, its cluster or the way to it is away."
                + " ./botfleet doctor says what is missing.");
    }

    private boolean each(String event, JsonNode data) {
        heard = true;
        ended = event.equals("end");
        if (event.equals("log")) {
            if (json()) {
                printLine(data);
            } else {
                say(text(data, "line"));
            }
        }
        return !ended && !event.equals("broken");
    }
}

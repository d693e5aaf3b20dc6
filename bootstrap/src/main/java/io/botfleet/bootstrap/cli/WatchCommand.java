package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The live timeline. */
@CommandLine.Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Shows every step of every command as it happens, until Ctrl-C.",
            "With COMMAND: every step of that one, from its first, until it is settled; exits with 0 if it was approved"
                    + " and with 1 otherwise."
        })
final class WatchCommand extends PlatformCommand {
    private static final long PAUSE_MILLIS = 1_000;

    @CommandLine.Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            converter = Arguments.Command.class,
            description = "only this command, until it is settled")
    private @Nullable CommandId command;

    @CommandLine.Option(
            names = "--client",
            paramLabel = "CLIENT",
            converter = Arguments.Client.class,
            description = "only this client's commands")
    private @Nullable ClientId client;

    @CommandLine.Option(names = "--from-start", description = "begin with the first step that the platform ever made")
    private boolean fromStart;

    private final Map<String, String> clients = new HashMap<>();
    private final Instant begun = Instant.now();
    private long last;
    private boolean answered;
    private boolean catchingUp;

    @Override
    int run() throws IOException, InterruptedException {
        try (ApiClient api = target().api()) {
            if (command != null) {
                return one(api, command);
            }
            all(api);
            return 0;
        }
    }

    private int one(ApiClient api, CommandId id) throws IOException, InterruptedException {
        JsonNode detail = api.get("/commands/" + id);
        Instant deadline = Instant.parse(text(detail.path("command"), "deadline"));
        Following following = new Following(
                api, this::show, why -> note("The platform does not answer (" + why + "); still trying …"));
        Following.End end = following.follow(id.toString(), deadline).end();
        if (!json()) {
            say("Command #%s: %s".formatted(id, end));
        }
        return end.exitCode();
    }

    /** A broken stream is taken up again where it was; only a platform that never answered ends this. */
    private void all(ApiClient api) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            try {
                if (answered || fromStart) {
                    catchingUp = last == 0 && !fromStart;
                    api.events(last, step -> each(api, step));
                } else {
                    api.eventsFromNow(step -> each(api, step));
                }
                told = false;
            } catch (ApiClient.Refused refused) {
                throw refused;
            } catch (IOException broken) {
                if (!answered) {
                    throw broken;
                }
                if (!told) {
                    note("The platform does not answer; still trying …");
                    told = true;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private boolean each(ApiClient api, JsonNode step) {
        if (!step.hasNonNull("sequence")) {
            answered = true;
            return true;
        }
        answered = true;
        last = Long.parseLong(text(step, "sequence"));
        if (catchingUp && Instant.parse(text(step, "at")).isBefore(begun)) {
            // The stream broke before its first step, and is read again from the journal's beginning.
            return true;
        }
        if (client == null
                || client.value().equals(clientOf(api, text(step, "commandId")).orElse(""))) {
            show(step);
        }
        return true;
    }

    private Optional<String> clientOf(ApiClient api, String id) {
        String known = clients.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<String> found =
                    api.find("/commands/" + id).map(detail -> text(detail.path("command"), "clientId"));
            found.ifPresent(value -> clients.put(id, value));
            return found;
        } catch (IOException unknown) {
            note("Whose command #" + id + " is can't be asked now: " + unknown.getMessage());
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void show(JsonNode step) {
        if (json()) {
            printLine(step);
        } else {
            say(line(step));
        }
    }

    static String line(JsonNode step) {
        return "%-24s #%-4s %-12s %s"
                .formatted(text(step, "at"), text(step, "commandId"), text(step, "stage"), text(step, "text"));
    }
}

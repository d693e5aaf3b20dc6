package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows one command from step to step until its fee has reached its end. */
final class Following {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    /** How long after a deadline a settlement that was mined in time may take to be seen. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** How a command came out, as the platform tells it. */
    enum End {
        APPROVED,
        ROLLED_BACK,
        RECLAIMED,
        /** Its transaction left the chain for good. */
        VANISHED,
        /** Its deadline is over, and nobody settled it. */
        UNSETTLED;

        int exitCode() {
            return switch (this) {
                case APPROVED -> 0;
                case ROLLED_BACK, RECLAIMED, VANISHED, UNSETTLED -> 1;
            };
        }
    }

    /** @param detail the command as the API shows it; empty where the platform never knew it */
    record Followed(End end, Optional<JsonNode> detail) {}

    private final ApiClient api;
    private final Consumer<JsonNode> onStep;
    private final Consumer<String> onSilence;
    private long seen = -1;
    private boolean silent;

    /**
     * @param onStep takes each new step of the command's journal
     * @param onSilence is told once when the platform stops answering
     */
    Following(ApiClient api, Consumer<JsonNode> onStep, Consumer<String> onSilence) {
        this.api = api;
        this.onStep = onStep;
        this.onSilence = onSilence;
    }

    /** An outage of the platform ends nothing: the command is on chain, and its deadline holds. */
    Followed follow(String command, Instant deadline) throws IOException, InterruptedException {
        Optional<JsonNode> last = Optional.empty();
        while (true) {
            Optional<JsonNode> now = look(command);
            if (now.isPresent()) {
                last = now;
                Optional<End> end = show(now.get());
                if (end.isPresent()) {
                    return new Followed(end.get(), now);
                }
            }
            if (Instant.now().isAfter(deadline.plus(GRACE))) {
                return new Followed(End.UNSETTLED, last);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private Optional<JsonNode> look(String command) throws IOException, InterruptedException {
        try {
            Optional<JsonNode> found = api.find("/commands/" + command);
            silent = false;
            return found;
        } catch (ApiClient.Refused refused) {
            if (refused.status() < 500) {
                throw refused;
            }
            silence(String.valueOf(refused.getMessage()));
        } catch (IOException outage) {
            silence("it can't be reached");
        }
        return Optional.empty();
    }

    private void silence(String why) {
        if (!silent) {
            silent = true;
            onSilence.accept(why);
        }
    }

    private Optional<End> show(JsonNode detail) {
        for (JsonNode step : detail.path("journal")) {
            long sequence = Long.parseLong(step.path("sequence").asText());
            if (sequence > seen) {
                seen = sequence;
                onStep.accept(step);
            }
        }
        return switch (detail.path("command").path("stage").asText()) {
            case "APPROVED" -> Optional.of(End.APPROVED);
            case "ROLLED_BACK" -> Optional.of(End.ROLLED_BACK);
            case "RECLAIMED" -> Optional.of(End.RECLAIMED);
            case "VANISHED" -> Optional.of(End.VANISHED);
            default -> Optional.empty();
        };
    }
}

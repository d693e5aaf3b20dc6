package io.botfleet.domain.backtest;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Wording;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of a backtest that was paid for.
 *
 * @param reason in words; with every end but success
 * @param report its result's JSON (UTF-8), with success only
 */
public record Outcome(
        CommandId command, ClientId client, End end, Optional<String> reason, Optional<Bytes> report, Instant at) {
    private static final int LONGEST_REASON = 2_000;

    /** How a backtest ends. */
    public enum End {
        /** There is a result that can be read. */
        SUCCEEDED,
        /** It ended without one. */
        FAILED,
        /** It took longer than a backtest may. */
        TIMED_OUT,
        /** Its pod went, and its result with it. */
        LOST
    }

    public Outcome {
        if ((end == End.SUCCEEDED) != report.isPresent() || (end == End.SUCCEEDED) == reason.isPresent()) {
            throw new IllegalArgumentException("a success has a report, and any other end a reason");
        }
        reason = reason.map(words -> Wording.clean(words, LONGEST_REASON));
    }

    public static Outcome succeeded(CommandId command, ClientId client, Bytes report, Instant at) {
        return new Outcome(command, client, End.SUCCEEDED, Optional.empty(), Optional.of(report), at);
    }

    public static Outcome ended(CommandId command, ClientId client, End end, String reason, Instant at) {
        return new Outcome(command, client, end, Optional.of(reason), Optional.empty(), at);
    }
}

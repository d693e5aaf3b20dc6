package io.botfleet.domain.backtest;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Wording;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What came of a backtest, once and for all; it settles nothing.
 *
 * @param reason words for people, of {@link #LONGEST_REASON} UTF-16 units at the most; empty where it succeeded
 * @param report JSON in UTF-8, as its pod printed it, of {@link #LARGEST_REPORT} bytes at the most; empty where it did not succeed
 * @param at when that was seen, to the microsecond
 */
public record Outcome(
        CommandId command, ClientId client, End end, Optional<String> reason, Optional<Bytes> report, Instant at) {
    /** How a backtest ends. */
    public enum End {
        /** It came to its end, and there is a report. */
        SUCCEEDED,
        /** It ended without a report. */
        FAILED,
        /** It took longer than it may. */
        TIMED_OUT,
        /** It is not there any more, and nobody saw its end. */
        LOST
    }

    /** In UTF-16 units. */
    public static final int LONGEST_REASON = 2_000;

    /** In bytes. */
    public static final int LARGEST_REPORT = 1_000_000;

    public Outcome {
        boolean succeeded = end == End.SUCCEEDED;
        if (report.isPresent() != succeeded) {
            throw new IllegalArgumentException(
                    "a backtest that " + end + (succeeded ? " needs a" : " has no") + " report");
        }
        if (reason.isPresent() == succeeded) {
            throw new IllegalArgumentException(
                    "a backtest that " + end + (succeeded ? " has no" : " needs a") + " reason");
        }
        report.filter(bytes -> bytes.size() > LARGEST_REPORT).ifPresent(bytes -> {
            throw new IllegalArgumentException(
                    "a report has " + LARGEST_REPORT + " bytes at most, not " + bytes.size());
        });
        reason = reason.map(words -> Wording.clean(words, LONGEST_REASON));
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    public static Outcome succeeded(CommandId command, ClientId client, Bytes report, Instant at) {
        return new Outcome(command, client, End.SUCCEEDED, Optional.empty(), Optional.of(report), at);
    }

    /** @param end any but {@link End#SUCCEEDED} */
    public static Outcome without(End end, CommandId command, ClientId client, String reason, Instant at) {
        return new Outcome(command, client, end, Optional.of(reason), Optional.empty(), at);
    }
}

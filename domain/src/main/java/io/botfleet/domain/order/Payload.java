package io.botfleet.domain.order;

import io.botfleet.domain.document.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * What an envelope holds once opened and found valid.
 *
 * @param notAfter a command whose transaction is in a block later than this is refused
 * @param credentials present in a start that trades for real, optional in a dry run, absent in a stop
 */
public record Payload(CommandKey key, Instant notAfter, Order order, Optional<Credentials> credentials) {
    /** What came of reading a payload. */
    public sealed interface Reading {}

    public record Valid(Payload payload) implements Reading {}

    /**
     * A refusal that a client can act on.
     *
     * @param field where it is wrong, as {@code command.pairs[2]}
     * @param why what is wrong with it, without repeating its value
     */
    public record Invalid(String field, String why) implements Reading {
        @Override
        public String toString() {
            return field + ": " + why;
        }
    }

    /** Reads version 1 of the payload (docs/protocol.md) and refuses any field that it does not know. */
    public static Reading read(Json json) {
        try {
            return new Valid(PayloadReader.read(json));
        } catch (Fields.Refused refused) {
            return new Invalid(refused.field(), refused.why());
        }
    }
}

package io.botfleet.application.chain;

import java.util.List;

/** What follows a cursor. */
public sealed interface Blocks {
    /** Every event after the cursor up to and including {@code to}, in the log's order. */
    record Extended(Cursor to, List<ChainEvent> events) implements Blocks {
        public Extended {
            events = List.copyOf(events);
        }
    }

    /** The cursor's block is on the chain no more; {@code ancestor} is the last one known to both. */
    record Reorganised(Cursor ancestor) implements Blocks {}
}

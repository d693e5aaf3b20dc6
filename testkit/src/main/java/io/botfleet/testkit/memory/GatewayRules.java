package io.botfleet.testkit.memory;

import io.botfleet.application.chain.Escrow;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import java.time.Duration;
import java.time.Instant;

/** What the gateway lets happen to a fee, as {@code CommandGateway.sol} has it; open to be broken on purpose. */
public class GatewayRules {
    private final Duration window;
    private final int finalDepth;

    /**
     * @param window how long a command has until its client may reclaim
     * @param finalDepth how many blocks on top of one make it final
     */
    public GatewayRules(Duration window, int finalDepth) {
        this.window = window;
        this.finalDepth = finalDepth;
    }

    public final int finalDepth() {
        return finalDepth;
    }

    public final Duration window() {
        return window;
    }

    /** Whether an entry of a settlement takes effect in a block of that time. */
    public boolean settles(Entry entry, Escrow escrow, Instant at) {
        return escrow.tag().equals(entry.tag())
                && switch (entry.decision()) {
                    case Decision.Approve _ -> !at.isAfter(escrow.deadline());
                    case Decision.Rollback _ -> true;
                };
    }

    /** Whether the client gets its fee back in a block of that time. */
    public boolean reclaims(Escrow escrow, Instant at) {
        return at.isAfter(escrow.deadline());
    }
}

package io.botfleet.domain.submission;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that the contract gives a command to be settled.
 *
 * @param begin the timestamp of the command's block
 * @param deadline the last second in which an approval can be mined
 */
public record SettlementWindow(Instant begin, Instant deadline) {
    private static final int BLOCKS_KEPT_FREE = 20;

    /**
     * The time after which no approval is signed: the deadline less a fifth of the window, and at least 20 blocks, so
     * that a signed approval still has time to be mined.
     */
    public Instant cutOff(Duration blockTime) {
        Duration fifth = Duration.between(begin, deadline).dividedBy(5);
        Duration blocks = blockTime.multipliedBy(BLOCKS_KEPT_FREE);
        return deadline.minus(fifth.compareTo(blocks) > 0 ? fifth : blocks);
    }

    /** How much of the time until the cut-off is gone: 0 in the command's block, 1 at the cut-off, more after it. */
    public double used(Instant now, Duration blockTime) {
        double whole = Duration.between(begin, cutOff(blockTime)).toMillis();
        return whole > 0 ? Math.max(0, Duration.between(begin, now).toMillis() / whole) : 1;
    }
}

package io.botfleet.adapters.blockchain.settlement;

import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import java.util.List;

/**
 * How much gas a settlement may use. It is a formula and not a node's estimate, so that a signature depends on nothing
 * but what is settled: an estimate made before a payer's contract changes its mind would be too low. Gas that is not
 * used costs nothing. The contract wants 22,000 left before a refund, for the 10,000 that the refund is sent with.
 */
final class GasLimit {
    /** The most that one transaction may use (EIP-7825). */
    static final long OF_A_TRANSACTION = 1L << 24;

    /** A transaction that does nothing (Yellow Paper, appendix G). */
    static final long OF_A_TRANSFER = 21_000;

    /** A transaction, its calldata and its event: 29,630 measured for an approval, 21,000 of them the transaction. */
    private static final long BASE = 60_000;

    /** 4,962 measured in a batch, 5,000 of refunds for cleared storage not counted on. */
    private static final long APPROVAL = 15_000;

    /** 62,000 to 82,000 measured where a hostile payer makes its refund a credit. */
    private static final long ROLLBACK = 110_000;

    private GasLimit() {}

    static long of(List<Entry> entries) {
        long gas = BASE;
        for (Entry entry : entries) {
            gas += switch (entry.decision()) {
                case Decision.Approve _ -> APPROVAL;
                case Decision.Rollback _ -> ROLLBACK;
            };
        }
        if (gas > OF_A_TRANSACTION) {
            throw new IllegalArgumentException(
                    entries.size() + " verdicts need " + gas + " gas, more than a transaction may have (EIP-7825)");
        }
        return gas;
    }
}

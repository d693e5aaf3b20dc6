package io.botfleet.application.chain;

import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The settler's account and the contract's escrow. Nothing is sent that was not stored first: signing and sending are
 * two calls. Every method but {@code sign} throws {@link io.botfleet.application.failure.Unavailable} while the node
 * can't be reached.
 */
public interface SettlementLedger {
    /** @param nextNonce the account's next nonce at the latest block, without what is only in the pool */
    record Account(long nextNonce, BigInteger balanceWei) {}

    Account account();

    /** Whether the contract takes this account's verdicts, at the latest block: its owner may name another settler. */
    boolean maySettle();

    /** What the node would pay now for inclusion within a few blocks, never more than {@link #feeCap()}. */
    Fees fees();

    /** The most to offer for a gas, on both caps, whatever the node says. */
    Fees feeCap();

    /**
     * Signs a new settlement: a lone entry as {@code approve} or {@code rollback}, several as {@code settle}. Pure: the
     * same arguments give the same bytes.
     */
    Settlement sign(List<Entry> entries, long nonce, Fees fees, Instant now);

    /** Signs the same settlement again with other fees, and nothing else changed. */
    SignedTransaction signAgain(Settlement settlement, Fees fees);

    Broadcast send(SignedTransaction signed);

    /**
     * Uses up a nonce that no settlement needs any more, by paying the settler's own account nothing, so that settlements
     * with higher nonces can be mined. It decides nothing, so it may be sent without being stored, and again.
     */
    Broadcast fill(long nonce, Fees fees);

    Inclusion lookUp(SignedTransaction signed);

    /** A command's escrow at the latest block; empty where it is settled or was never there. */
    Optional<Escrow> escrow(CommandId command);

    /** The Merkle proof for one entry of a settlement (docs/protocol.md), from leaf to root, empty for a lone one. */
    List<io.botfleet.domain.chain.Hash> proof(Settlement settlement, CommandId command);
}

package io.botfleet.testkit.contract;

import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;

/** A chain with a gateway on it, as a suite drives it: blocks are mined when the suite says so. */
public interface ChainUnderTest extends AutoCloseable {
    CommandLog log();

    SettlementLedger ledger();

    /** Puts a submission into the pool, from one of ten funded wallets; the envelope is noise. */
    Hash submit(int wallet, Bytes envelope, long feeGwei);

    /** Mines blocks, the first of them with the whole pool. */
    void mine(int blocks);

    /** From the next block on the gateway takes verdicts of another account only. */
    void nameAnotherSettler();

    /** Replaces the newest blocks by as many others, in which their transactions are not. */
    void reorganise(int depth);

    /** From now on the node does not answer. */
    void disconnect();

    @Override
    void close();
}

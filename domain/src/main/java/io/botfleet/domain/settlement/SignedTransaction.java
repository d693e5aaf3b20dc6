package io.botfleet.domain.settlement;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;

/** A transaction that was signed here: stored before it is sent, and resent as it is. */
public record SignedTransaction(Hash hash, Bytes raw, Fees fees) {}

package io.botfleet.application.chain;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.submission.Tag;
import java.time.Instant;

/** A fee that the contract still holds. */
public record Escrow(Address payer, Gwei fee, Instant deadline, Tag tag) {}

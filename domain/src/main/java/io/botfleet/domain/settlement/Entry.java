package io.botfleet.domain.settlement;

import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;

/**
 * One command's part of a settlement transaction.
 *
 * @param digest SHA-256 of the evidence document, the core of this command's Merkle leaf
 */
public record Entry(CommandId command, Tag tag, Decision decision, Hash digest) {}

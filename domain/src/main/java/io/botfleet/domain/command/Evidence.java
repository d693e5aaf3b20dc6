package io.botfleet.domain.command;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;

/**
 * A verdict with its proof, fixed once it is stored.
 *
 * @param document the exact bytes of the evidence document, in RFC 8785 form
 * @param digest SHA-256 of those bytes
 */
public record Evidence(Decision decision, Bytes document, Hash digest) {}

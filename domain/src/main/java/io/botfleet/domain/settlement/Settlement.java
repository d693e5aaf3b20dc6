package io.botfleet.domain.settlement;

import io.botfleet.domain.chain.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One nonce of the settler's account and the verdicts it carries: they are fixed once signed, and later attempts change
 * fees only.
 *
 * @param evidenceRoot the Merkle root over the entries' leaves, which goes on chain
 * @param attempts the first signature and its replacements, oldest first
 */
public record Settlement(
        long nonce, List<Entry> entries, Hash evidenceRoot, List<SignedTransaction> attempts, Instant lastSentAt) {
    public Settlement {
        entries = List.copyOf(entries);
        attempts = List.copyOf(attempts);
        if (nonce < 0 || entries.isEmpty() || attempts.isEmpty()) {
            throw new IllegalArgumentException("a settlement has a nonce, an entry and a signature");
        }
    }

    public SignedTransaction latest() {
        return attempts.getLast();
    }

    public Settlement replacedBy(SignedTransaction attempt, Instant now) {
        List<SignedTransaction> all = new ArrayList<>(attempts);
        all.add(attempt);
        return new Settlement(nonce, entries, evidenceRoot, all, now);
    }

    public Settlement resent(Instant now) {
        return new Settlement(nonce, entries, evidenceRoot, attempts, now);
    }
}

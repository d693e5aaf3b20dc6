package io.botfleet.adapters.blockchain.node;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;

/** A block's filter over the addresses and topics of its logs (Yellow Paper §4.3.1): a "no" of it is certain. */
public record LogsBloom(Bytes bits) {
    private static final int SIZE = 256;

    /** Whether the block may hold a log of this contract with this first topic. */
    public boolean mayHold(Address contract, Hash topic) {
        // A node that leaves the filter out says nothing; then nothing is certain.
        return bits.size() != SIZE || (holds(contract.toArray()) && holds(topic.toArray()));
    }

    private boolean holds(byte[] value) {
        byte[] filter = bits.toArray();
        byte[] hash = Keccak.of(value);
        for (int pair = 0; pair < 6; pair += 2) {
            int bit = ((hash[pair] & 0x07) << 8) | (hash[pair + 1] & 0xff);
            if ((filter[SIZE - 1 - bit / 8] & (1 << (bit % 8))) == 0) {
                return false;
            }
        }
        return true;
    }
}

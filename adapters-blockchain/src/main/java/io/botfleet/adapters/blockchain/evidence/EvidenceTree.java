package io.botfleet.adapters.blockchain.evidence;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.domain.chain.Hash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree over the leaves of a settlement, in the order of its entries. Two neighbours are hashed together in
 * ascending order, as OpenZeppelin's {@code MerkleProof} does, so a proof needs no sides; the last of an odd number
 * moves up a level as it is. A lone leaf is the root.
 */
public final class EvidenceTree {
    private final List<List<Hash>> levels = new ArrayList<>();

    public EvidenceTree(List<Hash> leaves) {
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("a tree has a leaf");
        }
        levels.add(List.copyOf(leaves));
        while (levels.getLast().size() > 1) {
            levels.add(above(levels.getLast()));
        }
    }

    public Hash root() {
        return levels.getLast().getFirst();
    }

    /** The hashes to combine with the leaf at this place, one after another, to get the root; empty for a lone leaf. */
    public List<Hash> proof(int leaf) {
        List<Hash> proof = new ArrayList<>();
        int at = leaf;
        for (List<Hash> level : levels) {
            int sibling = at ^ 1;
            if (sibling < level.size()) {
                proof.add(level.get(sibling));
            }
            at /= 2;
        }
        return proof;
    }

    /** The root that a leaf and its proof lead to. */
    public static Hash rootOf(Hash leaf, List<Hash> proof) {
        Hash root = leaf;
        for (Hash sibling : proof) {
            root = together(root, sibling);
        }
        return root;
    }

    private static List<Hash> above(List<Hash> level) {
        List<Hash> above = new ArrayList<>();
        for (int at = 0; at < level.size(); at += 2) {
            above.add(at + 1 < level.size() ? together(level.get(at), level.get(at + 1)) : level.get(at));
        }
        return List.copyOf(above);
    }

    private static Hash together(Hash one, Hash other) {
        byte[] a = one.toArray();
        byte[] b = other.toArray();
        boolean ascending = Arrays.compareUnsigned(a, b) < 0;
        return Hash.of(Keccak.of(ByteBuffer.allocate(64)
                .put(ascending ? a : b)
                .put(ascending ? b : a)
                .array()));
    }
}

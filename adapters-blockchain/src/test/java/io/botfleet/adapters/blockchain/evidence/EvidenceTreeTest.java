package io.botfleet.adapters.blockchain.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTreeTest {
    private static final Gateway GATEWAY = new Gateway(31337, new Address("0x" + "5b".repeat(20)));
    private static final Hash DIGEST = new Hash("0x" + "a7".repeat(32));

    @Test
    void hashesAsEthereumDoes() {
        assertThat(Bytes.of(Keccak.of(new byte[0])).hex())
                .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    @Test
    void bindsALeafToEveryPartOfTheVerdict() {
        Entry entry = entry(7, 0x123456, new Decision.Rollback(Reason.TIMEOUT), DIGEST);
        Set<Hash> leaves = new HashSet<>();
        leaves.add(EvidenceLeaf.of(GATEWAY, entry));
        leaves.add(EvidenceLeaf.of(new Gateway(1, GATEWAY.address()), entry));
        leaves.add(EvidenceLeaf.of(new Gateway(31337, new Address("0x" + "5c".repeat(20))), entry));
        leaves.add(EvidenceLeaf.of(GATEWAY, entry(8, 0x123456, entry.decision(), DIGEST)));
        leaves.add(EvidenceLeaf.of(GATEWAY, entry(7, 0x123457, entry.decision(), DIGEST)));
        leaves.add(EvidenceLeaf.of(GATEWAY, entry(7, 0x123456, new Decision.Approve(), DIGEST)));
        leaves.add(EvidenceLeaf.of(GATEWAY, entry(7, 0x123456, new Decision.Rollback(Reason.INVALID), DIGEST)));
        leaves.add(EvidenceLeaf.of(GATEWAY, entry(7, 0x123456, entry.decision(), new Hash("0x" + "a8".repeat(32)))));
        assertThat(leaves).hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100})
    void provesEveryLeafAndNoOther(int size) {
        List<Hash> leaves = leaves(size);
        EvidenceTree tree = new EvidenceTree(leaves);
        for (int at = 0; at < size; at++) {
            assertThat(EvidenceTree.rootOf(leaves.get(at), tree.proof(at))).isEqualTo(tree.root());
            assertThat(EvidenceTree.rootOf(DIGEST, tree.proof(at))).isNotEqualTo(tree.root());
        }
    }

    @Test
    void takesALoneLeafAsTheRoot() {
        List<Hash> leaves = leaves(1);
        assertThat(new EvidenceTree(leaves).root()).isEqualTo(leaves.getFirst());
        assertThat(new EvidenceTree(leaves).proof(0)).isEmpty();
    }

    @Test
    void refusesToGrowFromNothing() {
        assertThatThrownBy(() -> new EvidenceTree(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Hash> leaves(int size) {
        List<Hash> leaves = new ArrayList<>();
        for (int id = 1; id <= size; id++) {
            leaves.add(EvidenceLeaf.of(GATEWAY, entry(id, id, new Decision.Approve(), DIGEST)));
        }
        return leaves;
    }

    private static Entry entry(long id, int tag, Decision decision, Hash digest) {
        return new Entry(new CommandId(id), new Tag(tag), decision, digest);
    }
}

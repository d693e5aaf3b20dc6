package io.botfleet.adapters.blockchain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written here by hand against the compiled contract's own interface. */
class GatewayArtifactTest {
    private static final CommandId COMMAND = new CommandId(1);
    private static final Address WALLET = new Address("0x" + "11".repeat(20));
    private static final Hash HASH = new Hash("0x" + "22".repeat(32));

    @Test
    void knowsTheEventsOfTheContract() {
        Set<Hash> events =
                GatewayArtifact.signatures("event").stream().map(Abi::topic).collect(Collectors.toSet());
        assertThat(events).containsAll(GatewayEvents.TOPICS).hasSizeGreaterThan(GatewayEvents.TOPICS.size());
    }

    @Test
    void callsOnlyFunctionsOfTheContract() {
        Set<String> functions = GatewayArtifact.signatures("function").stream()
                .map(signature -> Abi.topic(signature).hex().substring(0, 10))
                .collect(Collectors.toSet());
        Entry entry = new Entry(COMMAND, new Tag(1), new Decision.Approve(), HASH);
        Entry undone = new Entry(COMMAND, new Tag(1), new Decision.Rollback(Reason.INVALID), HASH);
        List<Bytes> calls = List.of(
                GatewayCalls.REGISTER,
                GatewayCalls.NEXT_COMMAND_ID,
                GatewayCalls.MIN_FEE,
                GatewayCalls.WINDOW,
                GatewayCalls.SETTLER,
                GatewayCalls.KEY_IDS,
                GatewayCalls.submit(Bytes.EMPTY),
                GatewayCalls.reclaim(COMMAND),
                GatewayCalls.withdrawCredit(WALLET),
                GatewayCalls.setSettler(WALLET),
                GatewayCalls.invite(WALLET),
                GatewayCalls.accept(1),
                GatewayCalls.clientOf(WALLET),
                GatewayCalls.creditOf(WALLET),
                GatewayCalls.escrowOf(COMMAND),
                GatewayCalls.keyOf(Bytes.of(new byte[8])),
                GatewayCalls.settleOne(entry, HASH),
                GatewayCalls.settleOne(undone, HASH),
                GatewayCalls.settle(List.of(entry, undone), HASH));
        assertThat(calls)
                .allSatisfy(call -> assertThat(functions).contains(call.hex().substring(0, 10)));
    }

    @Test
    void namesTheContractsErrors() {
        Bytes paused = Bytes.ofHex(Abi.topic("SubmissionsPaused()").hex().substring(0, 10));
        assertThat(GatewayArtifact.errorName(paused)).contains("SubmissionsPaused");
        assertThat(GatewayArtifact.errorName(Bytes.ofHex("0x00000000"))).isEmpty();
        assertThat(GatewayArtifact.errorName(Bytes.EMPTY)).isEmpty();
    }

    @Test
    void unpacksTheEntriesThatItPacks() {
        SettlementEntry entry = new SettlementEntry(new CommandId(281_474_976_710_655L), new Tag(0xfffffe), 1, 14);
        assertThat(SettlementEntry.unpack(entry.pack())).isEqualTo(entry);
        assertThat(new SettlementEntry(COMMAND, new Tag(2), 1, 3).pack().toString(16))
                .isEqualTo("10000020103");
    }
}

package io.botfleet.adapters.blockchain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.devnet.Anvil;
import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.adapters.blockchain.evidence.EvidenceLeaf;
import io.botfleet.adapters.blockchain.evidence.EvidenceTree;
import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.rpc.Faults;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvmSettlementLedgerTest {
    private static final Hash DIGEST = new Hash("0x" + "d1".repeat(32));
    private static final Decision ROLL_BACK = new Decision.Rollback(Reason.UNREADABLE);
    private GatewayOnAnvil chain;
    private EvmSettlementLedger ledger;

    @BeforeEach
    void begin() {
        chain = new GatewayOnAnvil();
        ledger = ledger(Anvil.wallet(9), GatewayOnAnvil.FEE_CAP);
    }

    @AfterEach
    void end() {
        chain.close();
    }

    private EvmSettlementLedger ledger(Wallet settler, BigInteger cap) {
        return new EvmSettlementLedger(chain.node(), chain.deployed().gateway(), settler, cap);
    }

    @Test
    void findsATransactionAgainWhoseAnswerWasLost() {
        Settlement settlement = signed(0, submitted(1));
        chain.proxy().add(Faults.droppedAfterTheEffect().on("eth_sendRawTransaction"));
        assertThatThrownBy(() -> ledger.send(settlement.latest())).isInstanceOf(Unavailable.class);
        chain.proxy().heal();
        assertThat(ledger.lookUp(settlement.latest())).isEqualTo(new Inclusion.Pending());
        assertThat(ledger.send(settlement.latest())).isEqualTo(new Broadcast.Accepted());
    }

    @Test
    void isToldWhenAReplacementPaysTooLittle() {
        Settlement settlement = signed(0, submitted(1));
        ledger.send(settlement.latest());
        Fees same = settlement.latest().fees();
        Fees less = new Fees(same.maxFeePerGasWei().subtract(BigInteger.ONE), same.maxPriorityFeePerGasWei());
        assertThat(ledger.send(ledger.signAgain(settlement, less))).isEqualTo(new Broadcast.Underpriced());
    }

    @Test
    void isToldWhenItsAccountIsEmpty() {
        Wallet poor = Wallet.ofPrivateKey("1".repeat(64));
        EvmSettlementLedger broke = ledger(poor, GatewayOnAnvil.FEE_CAP);
        Settlement settlement = broke.sign(List.of(submitted(1)), 0, broke.fees(), Instant.EPOCH);
        assertThat(broke.send(settlement.latest())).isEqualTo(new Broadcast.OutOfFunds());
    }

    @Test
    void offersNoMoreThanItsCap() {
        BigInteger cap = BigInteger.valueOf(3);
        assertThat(ledger(Anvil.wallet(9), cap).fees().maxFeePerGasWei()).isEqualTo(cap);
        assertThat(ledger.fees().maxFeePerGasWei()).isGreaterThan(cap);
    }

    @Test
    void provesEveryVerdictOfABatchAgainstTheRootOnChain() {
        List<Entry> entries = List.of(submitted(1), submitted(2), submitted(3));
        Settlement settlement = signed(0, entries.toArray(Entry[]::new));
        ledger.send(settlement.latest());
        chain.mine(1);
        Receipt receipt = chain.node().receipt(settlement.latest().hash()).orElseThrow();
        Hash onChain = receipt.logs().getLast().topics().get(1);
        assertThat(entries).allSatisfy(entry -> assertThat(EvidenceTree.rootOf(
                        EvidenceLeaf.of(chain.deployed().gateway(), entry), ledger.proof(settlement, entry.command())))
                .isEqualTo(onChain));
    }

    @Test
    void leavesEnoughGasForARefundThatFails() {
        Address hostile = hostilePayer();
        Entry alone = submittedBy(hostile, 1);
        Settlement lone = signed(0, alone);
        ledger.send(lone.latest());
        chain.mine(1);
        assertThat(ledger.lookUp(lone.latest()))
                .isInstanceOfSatisfying(Inclusion.Mined.class, mined -> assertThat(mined.succeeded())
                        .isTrue());
        assertThat(ledger.escrow(alone.command())).isEmpty();
        assertThat(chain.client().creditOf(hostile)).isEqualTo(new Gwei(1_000));
    }

    @Test
    void settlesAHundredHostilePayersWithinItsGas() {
        List<Entry> entries = new ArrayList<>();
        Address hostile = hostilePayer();
        for (int count = 0; count < 100; count++) {
            entries.add(submittedBy(hostile, count));
        }
        Settlement settlement = signed(0, entries.toArray(Entry[]::new));
        ledger.send(settlement.latest());
        chain.mine(1);
        Receipt receipt = chain.node().receipt(settlement.latest().hash()).orElseThrow();
        assertThat(receipt.succeeded()).isTrue();
        assertThat(receipt.gasUsed()).isLessThan(GasLimit.of(entries));
        assertThat(entries)
                .allSatisfy(entry -> assertThat(ledger.escrow(entry.command())).isEmpty());
    }

    @Test
    void refusesToSignMoreThanATransactionMayHold() {
        Entry entry = new Entry(new CommandId(1), submitted(1).tag(), ROLL_BACK, DIGEST);
        List<Entry> many = java.util.Collections.nCopies(200, entry);
        assertThatThrownBy(() -> ledger.sign(many, 0, ledger.fees(), Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EIP-7825");
    }

    private Settlement signed(long nonce, Entry... entries) {
        return ledger.sign(List.of(entries), nonce, ledger.fees(), Instant.EPOCH);
    }

    private Entry submitted(int wallet) {
        Hash transaction = chain.submit(wallet, Bytes.ofUtf8("from " + wallet), 1_000);
        chain.mine(1);
        return entry(chain.log().commandsIn(transaction).getFirst());
    }

    private Entry entry(CommandId id) {
        return new Entry(id, ledger.escrow(id).orElseThrow().tag(), ROLL_BACK, DIGEST);
    }

    /** A contract that hands what it is called with on to the gateway, and burns all gas where it is only paid. */
    private Address hostilePayer() {
        String gateway = chain.deployed().gateway().address().hex().substring(2);
        String runtime = "3615602657" + "365f5f37" + "5f5f365f3473" + gateway + "5af100" + "5bfe";
        Address hostile = new Address("0x" + "00".repeat(18) + "beef");
        chain.anvil().call("anvil_setCode", hostile.hex(), "0x" + runtime);
        return hostile;
    }

    private Entry submittedBy(Address contract, int number) {
        GatewayCall call = new GatewayCall(
                GatewayCalls.submit(Bytes.ofUtf8("hostile " + number)), BigInteger.valueOf(1_000_000_000_000L));
        Hash transaction = chain.send(Anvil.wallet(1), contract, call);
        chain.mine(1);
        return entry(chain.log().commandsIn(transaction).getFirst());
    }
}

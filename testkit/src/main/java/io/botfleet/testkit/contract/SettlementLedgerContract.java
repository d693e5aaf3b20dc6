package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SettlementLedger} keeps to. */
public abstract class SettlementLedgerContract {
    private static final Hash DIGEST = new Hash("0x" + "d1".repeat(32));
    private static final Decision APPROVE = new Decision.Approve();
    private static final Decision ROLL_BACK = new Decision.Rollback(Reason.EXECUTION_FAILED);
    private ChainUnderTest chain;
    private SettlementLedger ledger;

    /** A fresh chain whose gateway has no command yet and whose settler never settled. */
    protected abstract ChainUnderTest chain();

    @BeforeEach
    void begin() {
        chain = chain();
        ledger = chain.ledger();
    }

    @AfterEach
    void end() {
        chain.close();
    }

    @Test
    void settlesACommandOnce() {
        Entry entry = submitted("one", APPROVE);
        assertThat(ledger.escrow(entry.command())).map(Escrow::fee).contains(new Gwei(1_000));
        Settlement settlement = signed(entry);

        assertThat(ledger.lookUp(settlement.latest())).isEqualTo(new Inclusion.Unknown());
        assertThat(ledger.send(settlement.latest())).isEqualTo(new Broadcast.Accepted());
        assertThat(ledger.lookUp(settlement.latest())).isEqualTo(new Inclusion.Pending());
        assertThat(ledger.escrow(entry.command())).isPresent();
        chain.mine(1);

        assertThat(ledger.lookUp(settlement.latest()))
                .isEqualTo(new Inclusion.Mined(chain.log().head().latest(), true));
        assertThat(ledger.escrow(entry.command())).isEmpty();
    }

    @Test
    void knowsThatTheContractTakesVerdictsOfAnotherAccount() {
        Settlement settlement = signed(submitted("one", APPROVE));
        assertThat(ledger.maySettle()).isTrue();

        chain.nameAnotherSettler();
        chain.mine(1);

        assertThat(ledger.maySettle()).isFalse();
        ledger.send(settlement.latest());
        chain.mine(1);
        assertThat(ledger.lookUp(settlement.latest()))
                .isEqualTo(new Inclusion.Mined(chain.log().head().latest(), false));
        assertThat(ledger.escrow(settlement.entries().getFirst().command())).isPresent();
    }

    @Test
    void countsOnlyMinedTransactionsInTheNextNonce() {
        long before = ledger.account().nextNonce();
        Settlement settlement = signed(submitted("one", ROLL_BACK));
        ledger.send(settlement.latest());
        assertThat(ledger.account().nextNonce()).isEqualTo(before);
        chain.mine(1);
        assertThat(ledger.account().nextNonce()).isEqualTo(before + 1);
        assertThat(ledger.account().balanceWei()).isPositive();
    }

    @Test
    void signsTheSameBytesForTheSameVerdicts() {
        Entry entry = submitted("one", APPROVE);
        Fees fees = ledger.fees();
        assertThat(ledger.sign(List.of(entry), 7, fees, Instant.EPOCH))
                .isEqualTo(ledger.sign(List.of(entry), 7, fees, Instant.EPOCH));
    }

    @Test
    void bindsTheEvidenceRootToEveryDigest() {
        Entry one = submitted("one", APPROVE);
        Entry two = submitted("two", APPROVE);
        Entry other = new Entry(two.command(), two.tag(), two.decision(), new Hash("0x" + "d2".repeat(32)));
        assertThat(signed(one, two).evidenceRoot())
                .isNotEqualTo(signed(one, other).evidenceRoot());
    }

    @Test
    void takesTheSameTransactionTwice() {
        Settlement settlement = signed(submitted("one", APPROVE));
        assertThat(ledger.send(settlement.latest())).isEqualTo(new Broadcast.Accepted());
        assertThat(ledger.send(settlement.latest())).isEqualTo(new Broadcast.Accepted());
    }

    @Test
    void saysThatTheNonceIsUsedOnceItIsMined() {
        Settlement settlement = signed(submitted("one", APPROVE));
        ledger.send(settlement.latest());
        chain.mine(1);
        assertThat(ledger.send(settlement.latest())).isEqualTo(new Broadcast.NonceUsed());
        assertThat(ledger.send(
                        ledger.signAgain(settlement, settlement.latest().fees().raised())))
                .isEqualTo(new Broadcast.NonceUsed());
    }

    @Test
    void replacesAnAttemptByOneThatPaysMore() {
        Entry entry = submitted("one", APPROVE);
        Settlement settlement = signed(entry);
        ledger.send(settlement.latest());
        Fees more = settlement.latest().fees().raised();
        SignedTransaction replacement = ledger.signAgain(settlement, more);
        assertThat(replacement.hash()).isNotEqualTo(settlement.latest().hash());
        assertThat(replacement.fees()).isEqualTo(more);

        assertThat(ledger.send(replacement)).isEqualTo(new Broadcast.Accepted());
        chain.mine(2);

        assertThat(ledger.lookUp(replacement)).isInstanceOf(Inclusion.Mined.class);
        assertThat(ledger.lookUp(settlement.latest())).isEqualTo(new Inclusion.Unknown());
        assertThat(ledger.escrow(entry.command())).isEmpty();
    }

    @Test
    void settlesManyInOneTransaction() {
        List<Entry> entries = new ArrayList<>();
        for (int command = 1; command <= 5; command++) {
            entries.add(submitted("command " + command, command % 2 == 0 ? APPROVE : ROLL_BACK));
        }
        Settlement settlement = signed(entries.toArray(Entry[]::new));
        ledger.send(settlement.latest());
        chain.mine(1);
        assertThat(ledger.lookUp(settlement.latest()))
                .isEqualTo(new Inclusion.Mined(chain.log().head().latest(), true));
        assertThat(entries)
                .allSatisfy(entry -> assertThat(ledger.escrow(entry.command())).isEmpty());
    }

    @Test
    void leavesACommandOfAnotherForkAlone() {
        Entry entry = submitted("one", ROLL_BACK);
        Tag otherTag = new Tag(entry.tag().value() ^ 1);
        Entry meantForAnother = new Entry(entry.command(), otherTag, ROLL_BACK, DIGEST);
        ledger.send(signed(meantForAnother).latest());
        chain.mine(1);
        assertThat(ledger.escrow(entry.command())).isPresent();
        assertThat(ledger.account().nextNonce()).isEqualTo(1);
    }

    @Test
    void needsNoProofForALoneVerdictAndHasOneForEachOfMany() {
        Entry one = submitted("one", APPROVE);
        Entry two = submitted("two", APPROVE);
        assertThat(ledger.proof(signed(one), one.command())).isEmpty();
        assertThat(ledger.proof(signed(one, two), one.command())).isNotEmpty();
        assertThat(ledger.proof(signed(one, two), two.command())).isNotEmpty();
    }

    @Test
    void knowsNoEscrowOfACommandThatNeverWas() {
        assertThat(ledger.escrow(new CommandId(99))).isEmpty();
    }

    @Test
    void isUnavailableWhileTheNodeDoesNotAnswer() {
        Settlement settlement = signed(submitted("one", APPROVE));
        Fees fees = ledger.fees();
        chain.disconnect();
        assertThatThrownBy(ledger::account).isInstanceOf(Unavailable.class);
        assertThatThrownBy(ledger::fees).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> ledger.send(settlement.latest())).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> ledger.lookUp(settlement.latest())).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> ledger.escrow(new CommandId(1))).isInstanceOf(Unavailable.class);
        assertThat(ledger.signAgain(settlement, fees)).isNotNull();
    }

    private Settlement signed(Entry... entries) {
        return ledger.sign(List.of(entries), 0, ledger.fees(), Instant.EPOCH);
    }

    private Entry submitted(String noise, Decision decision) {
        Hash transaction = chain.submit(1, Bytes.ofUtf8(noise), 1_000);
        chain.mine(1);
        CommandId id = chain.log().commandsIn(transaction).getFirst();
        return new Entry(id, ledger.escrow(id).orElseThrow().tag(), decision, DIGEST);
    }
}

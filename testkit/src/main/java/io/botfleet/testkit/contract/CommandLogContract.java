package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link CommandLog} keeps to. */
public abstract class CommandLogContract {
    private static final Hash DIGEST = new Hash("0x" + "d1".repeat(32));
    private ChainUnderTest chain;

    /** A fresh chain whose gateway has no command yet. */
    protected abstract ChainUnderTest chain();

    @BeforeEach
    void begin() {
        chain = chain();
    }

    @AfterEach
    void end() {
        chain.close();
    }

    @Test
    void givesEverySubmissionInOrderWithWhatItCarried() {
        Hash first = chain.submit(1, envelope("one"), 1_000);
        chain.mine(1);
        chain.submit(2, envelope("two"), 2_000);
        chain.submit(1, envelope("three"), 3_000);
        chain.mine(2);

        List<Submission> submissions = submissions(readAll().events());

        assertThat(submissions).extracting(Submission::id).containsExactly(id(1), id(2), id(3));
        assertThat(submissions).extracting(Submission::fee).contains(new Gwei(1_000), new Gwei(2_000), new Gwei(3_000));
        Submission one = submissions.getFirst();
        assertThat(one.envelope()).isEqualTo(envelope("one"));
        assertThat(one.transaction()).isEqualTo(first);
        assertThat(one.client().number()).isEqualTo(1);
        assertThat(one.deadline()).isAfter(one.submittedAt());
        assertThat(chain.ledger().escrow(id(1))).hasValueSatisfying(escrow -> {
            assertThat(escrow.payer()).isEqualTo(one.sender());
            assertThat(escrow.tag()).isEqualTo(one.tag());
            assertThat(escrow.fee()).isEqualTo(one.fee());
            assertThat(escrow.deadline()).isEqualTo(one.deadline());
        });
    }

    @Test
    void readsNoFurtherThanItIsAsked() {
        chain.submit(1, envelope("one"), 1);
        chain.mine(1);
        long upTo = chain.log().head().latest().number();
        chain.submit(1, envelope("two"), 1);
        chain.mine(1);

        Blocks.Extended read = readTo(upTo);

        assertThat(read.to().block().number()).isEqualTo(upTo);
        assertThat(submissions(read.events())).extracting(Submission::id).containsExactly(id(1));
    }

    @Test
    void goesOnFromACursorAndRepeatsNothing() {
        chain.submit(1, envelope("one"), 1);
        chain.mine(1);
        Cursor middle = readAll().to();
        chain.submit(1, envelope("two"), 1);
        chain.mine(3);

        assertThat(submissions(readAll(middle).events()))
                .extracting(Submission::id)
                .containsExactly(id(2));
        assertThat(readAll(middle)).isEqualTo(readAll(middle));
    }

    @Test
    void findsNothingAfterTheLatestBlock() {
        chain.mine(1);
        Cursor end = readAll().to();
        assertThat(end.block()).isEqualTo(chain.log().head().latest());
        assertThat(chain.log().read(end, end.block().number() + 10, _ -> List.of(end)))
                .isEqualTo(new Blocks.Extended(end, List.of()));
    }

    @Test
    void goesBackToTheNewestStoredBlockThatIsStillThere() {
        chain.submit(1, envelope("kept"), 1);
        chain.mine(1);
        Cursor kept = readAll().to();
        chain.submit(2, envelope("lost"), 1);
        chain.mine(1);
        Cursor lost = readAll(kept).to();
        chain.mine(1);
        Cursor lostToo = readAll(lost).to();

        chain.reorganise(2);
        chain.mine(1);

        List<Cursor> stored = List.of(lostToo, lost, kept, chain.log().start());
        Blocks read = chain.log().read(lostToo, lostToo.block().number() + 1, below -> upTo(stored, below));
        assertThat(read).isEqualTo(new Blocks.Reorganised(kept));
        assertThat(submissions(readAll(kept).events())).isEmpty();
    }

    @Test
    void goesBackToTheStartWhereNothingStoredIsThere() {
        chain.mine(1);
        chain.submit(2, envelope("lost"), 1);
        chain.mine(1);
        Cursor lost = readAll().to();

        chain.reorganise(1);
        chain.mine(1);

        assertThat(chain.log().read(lost, lost.block().number() + 1, _ -> List.of()))
                .isEqualTo(new Blocks.Reorganised(chain.log().start()));
    }

    @Test
    void givesOneSettlementForEachEntryOfABatch() {
        for (int wallet = 1; wallet <= 3; wallet++) {
            chain.submit(wallet, envelope("from " + wallet), 1);
        }
        chain.mine(1);
        Blocks.Extended before = readAll();
        List<Submission> all = submissions(before.events());

        Settlement one = settle(0, entry(all.get(0), new Decision.Approve()));
        Settlement batch = settle(
                1, entry(all.get(1), new Decision.Rollback(Reason.TIMEOUT)), entry(all.get(2), new Decision.Approve()));

        List<ChainEvent.Settled> settled = new ArrayList<>();
        for (ChainEvent event : readAll(before.to()).events()) {
            if (event instanceof ChainEvent.Settled each) {
                settled.add(each);
            }
        }
        assertThat(settled).extracting(ChainEvent.Settled::command).containsExactly(id(1), id(2), id(3));
        assertThat(settled)
                .extracting(each -> each.fact().outcome())
                .containsExactly(OnChain.Outcome.APPROVED, OnChain.Outcome.ROLLED_BACK, OnChain.Outcome.APPROVED);
        assertThat(settled).extracting(each -> each.fact().reasonCode()).containsExactly(0, Reason.TIMEOUT.code(), 0);
        assertThat(settled)
                .extracting(each -> each.fact().evidenceRoot())
                .containsExactly(one.evidenceRoot(), batch.evidenceRoot(), batch.evidenceRoot());
        assertThat(settled)
                .extracting(each -> each.fact().transaction())
                .containsExactly(
                        one.latest().hash(),
                        batch.latest().hash(),
                        batch.latest().hash());
    }

    @Test
    void showsWhatIsNotDeepEnoughYet() {
        chain.submit(1, envelope("one"), 1);
        chain.mine(1);
        Cursor deep = readAll().to();
        chain.submit(1, envelope("two"), 1);
        chain.mine(1);

        assertThat(chain.log().unconfirmed(deep)).extracting(Submission::id).containsExactly(id(2));
        assertThat(chain.log().unconfirmed(readAll().to())).isEmpty();
    }

    @Test
    void tellsWhereATransactionIsAndWhatItCarried() {
        Hash transaction = chain.submit(1, envelope("one"), 1);
        assertThat(chain.log().inclusion(transaction)).isEqualTo(new Inclusion.Pending());
        assertThat(chain.log().commandsIn(transaction)).isEmpty();

        chain.mine(1);
        BlockRef block = chain.log().head().latest();
        assertThat(chain.log().inclusion(transaction)).isEqualTo(new Inclusion.Mined(block, true));
        assertThat(chain.log().commandsIn(transaction)).containsExactly(id(1));

        assertThat(chain.log().inclusion(DIGEST)).isEqualTo(new Inclusion.Unknown());
        assertThat(chain.log().commandsIn(DIGEST)).isEmpty();
    }

    @Test
    void callsABlockFinalOnceItIsDeepAndNotBefore() {
        chain.mine(1);
        ChainHead early = chain.log().head();
        assertThat(early.finalised().number()).isLessThan(early.latest().number());

        chain.mine(200);

        assertThat(chain.log().head().finalised().number())
                .isGreaterThan(early.latest().number());
    }

    @Test
    void readsALongWayToTheSameResult() {
        for (int command = 1; command <= 5; command++) {
            chain.submit(command, envelope("command " + command), 1);
            chain.mine(40);
        }
        assertThat(submissions(readAll().events()))
                .extracting(Submission::id)
                .containsExactly(id(1), id(2), id(3), id(4), id(5));
    }

    @Test
    void isUnavailableWhileTheNodeDoesNotAnswer() {
        chain.mine(1);
        Cursor start = chain.log().start();
        chain.disconnect();
        assertThatThrownBy(() -> chain.log().head()).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> chain.log().start()).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> chain.log().read(start, 1, _ -> List.of())).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> chain.log().unconfirmed(start)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> chain.log().commandsIn(DIGEST)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> chain.log().inclusion(DIGEST)).isInstanceOf(Unavailable.class);
    }

    private Settlement settle(long nonce, Entry... entries) {
        Settlement settlement =
                chain.ledger().sign(List.of(entries), nonce, chain.ledger().fees(), Instant.EPOCH);
        chain.ledger().send(settlement.latest());
        chain.mine(1);
        return settlement;
    }

    private Blocks.Extended readAll() {
        return readAll(chain.log().start());
    }

    private Blocks.Extended readAll(Cursor from) {
        return read(from, chain.log().head().latest().number());
    }

    private Blocks.Extended readTo(long upTo) {
        return read(chain.log().start(), upTo);
    }

    private Blocks.Extended read(Cursor from, long upTo) {
        List<ChainEvent> events = new ArrayList<>();
        Cursor at = from;
        while (at.block().number() < upTo) {
            Cursor stored = at;
            Blocks read = chain.log().read(at, upTo, _ -> List.of(stored));
            assertThat(read).isInstanceOf(Blocks.Extended.class);
            Blocks.Extended extended = (Blocks.Extended) read;
            assertThat(extended.to().block().number()).isGreaterThan(at.block().number());
            events.addAll(extended.events());
            at = extended.to();
        }
        return new Blocks.Extended(at, events);
    }

    private static List<Cursor> upTo(List<Cursor> stored, long block) {
        return stored.stream()
                .filter(cursor -> cursor.block().number() <= block)
                .toList();
    }

    private static List<Submission> submissions(List<ChainEvent> events) {
        List<Submission> submissions = new ArrayList<>();
        for (ChainEvent event : events) {
            if (event instanceof ChainEvent.Submitted(Submission submission)) {
                submissions.add(submission);
            }
        }
        return submissions;
    }

    private static Entry entry(Submission submission, Decision decision) {
        return new Entry(submission.id(), submission.tag(), decision, DIGEST);
    }

    private static Bytes envelope(String noise) {
        return Bytes.ofUtf8(noise);
    }

    private static CommandId id(long number) {
        return new CommandId(number);
    }
}

package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.application.reconciliation.RereadingSettlements;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class RereadingSettlementsTest {
    private final Bench bench = new Bench();
    private final InMemorySettlementLedger ledger = bench.ledger();
    private final Forgetful node = new Forgetful();
    private final RereadingSettlements rereading =
            new RereadingSettlements(bench.commands, bench.settlements, ledger, node, bench.inbox, bench.world.clock());

    @Test
    void findsASettlementThatTheNodeKeptBack() {
        refundOneThatIsNotRead();
        node.forgets = false;

        assertThat(reread()).isEqualTo(1);

        bench.run(1);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(compare()).isEmpty();
    }

    /** Nothing is undone before that is read: without it the bot would run on, unpaid. */
    @Test
    void findsAReclaimThatTheNodeKeptBackOfACommandWithoutAVerdict() {
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(10);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.COMMITTED);
        bench.world.clock().advance(Duration.ofMinutes(25));
        bench.world.chain().mine();
        bench.world.chain().reclaim(bench.command(1).id());
        bench.world.chain().mine(10);
        ingestForgetfully();
        bench.workloads = new InMemoryWorkloads(bench.world);
        for (int second = 0; second < 10; second++) {
            bench.tick();
            bench.advance();
            bench.commit();
        }
        assertThat(bench.command(1).waitingOn().orElseThrow()).contains("what became of its fee");
        assertThat(reread()).isZero();
        assertThat(compare()).extracting(Discrepancy::kind).contains(Discrepancy.Kind.SETTLEMENT_UNREAD);
        node.forgets = false;

        assertThat(reread()).isEqualTo(1);

        bench.run(10);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECLAIMED);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void changesNothingTheSecondTime() {
        refundOneThatIsNotRead();
        node.forgets = false;
        reread();
        Optional<Cursor> read = bench.inbox.cursor();
        Command ended = bench.command(1);

        assertThat(reread()).isZero();
        assertThat(bench.inbox.cursor()).isEqualTo(read);
        assertThat(bench.command(1)).isEqualTo(ended);
    }

    /** Where the node goes on keeping it back, a person has to know. */
    @Test
    void leavesItToAPersonWhereTheNodeStillHasNothing() {
        refundOneThatIsNotRead();

        assertThat(reread()).isZero();
        assertThat(compare())
                .singleElement()
                .extracting(Discrepancy::kind)
                .isEqualTo(Discrepancy.Kind.SETTLEMENT_UNREAD);
    }

    @Test
    void asksNothingOfTheNodeWhileEveryFeeIsWhereItShouldBe() {
        refuseOne();
        bench.world.clock().advance(Duration.ofMinutes(5));

        assertThat(reread()).isZero();
        assertThat(node.reads).isZero();
    }

    @Test
    void takesNothingInWhileTheChainIsNotWhatItWas() {
        refundOneThatIsNotRead();
        node.forgets = false;
        bench.inbox.halt(bench.fence(Role.CHAIN_READER), "the node does not have block 7");

        assertThat(reread()).isZero();
    }

    @Test
    void leavesAReorganisationToWhoReadsTheChain() {
        refundOneThatIsNotRead();
        node.forgets = false;
        bench.world.chain().drop(30, false);
        bench.world.chain().mine(40);

        assertThat(reread()).isZero();
        assertThat(bench.command(1).onChain()).isEmpty();
    }

    /** Another platform with the same key, or a copy of this one's database, has decided otherwise. */
    @Test
    void isNoMatterOfAVerdictThatTheChainContradicts() {
        refuseOne();
        settle(new Decision.Approve());
        bench.run(60);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).isOnChainAs(OnChain.Outcome.APPROVED)).isTrue();
        assertThat(reread()).isZero();
        assertThat(compare()).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Discrepancy.Kind.VERDICT_CONTRADICTED);
            assertThat(found.subject()).isEqualTo("command 1 of cliente-001");
            assertThat(found.what()).contains("here is ROLLED_BACK", "says APPROVED");
        });
    }

    private int reread() {
        return rereading.reread(bench.fence(Role.CHAIN_READER));
    }

    private List<Discrepancy> compare() {
        return new Reconciling(
                        bench.commands,
                        bench.settlements,
                        ledger,
                        new InMemoryGitOpsRepository(bench.world),
                        new InMemoryWorkloads(bench.world),
                        bench.world.clock())
                .reconcile();
    }

    /** Its fee is to go back, and nothing is sent yet. */
    private void refuseOne() {
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
    }

    private void refundOneThatIsNotRead() {
        refuseOne();
        settle(bench.command(1).settlementEntry().decision());
        ingestForgetfully();
        bench.world.clock().advance(Duration.ofMinutes(11));
        assertThat(bench.command(1).onChain()).isEmpty();
    }

    private void ingestForgetfully() {
        while (new IngestingBlocks(node, bench.inbox, Platform.POLICY).ingest(bench.fence(Role.CHAIN_READER))
                == IngestingBlocks.Progress.MORE) {
            // Until it is up to date.
        }
    }

    private void settle(Decision decision) {
        Command command = bench.command(1);
        Entry verdict = new Entry(
                command.id(),
                command.submission().tag(),
                decision,
                command.settlementEntry().digest());
        ledger.send(ledger.sign(
                        List.of(verdict), 0, ledger.fees(), bench.world.clock().instant())
                .latest());
        bench.world.chain().mine(10);
    }

    /** A node that leaves out what became of fees, while it is told to. */
    private final class Forgetful implements CommandLog {
        private final CommandLog inner = new InMemoryCommandLog(bench.world);
        private boolean forgets = true;
        private int reads;

        @Override
        public Blocks read(Cursor from, long upTo, LongFunction<List<Cursor>> stored) {
            reads++;
            return inner.read(from, upTo, stored) instanceof Blocks.Extended extended && forgets
                    ? new Blocks.Extended(
                            extended.to(),
                            extended.events().stream()
                                    .filter(event -> !(event instanceof ChainEvent.Settled))
                                    .toList())
                    : inner.read(from, upTo, stored);
        }

        @Override
        public ChainHead head() {
            return inner.head();
        }

        @Override
        public Cursor start() {
            return inner.start();
        }

        @Override
        public List<Submission> unconfirmed(Cursor from) {
            return inner.unconfirmed(from);
        }

        @Override
        public List<CommandId> commandsIn(Hash transaction) {
            return inner.commandsIn(transaction);
        }

        @Override
        public Inclusion inclusion(Hash transaction) {
            return inner.inclusion(transaction);
        }
    }
}

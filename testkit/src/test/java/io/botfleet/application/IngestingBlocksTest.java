package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommandViews;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class IngestingBlocksTest {
    private final Bench bench = new Bench();
    private final World world = bench.world;

    @Test
    void startsJustBeforeTheGateway() {
        assertThat(bench.ingesting().ingest(bench.fence(Role.CHAIN_READER))).isEqualTo(IngestingBlocks.Progress.MORE);
        assertThat(bench.inbox.cursor().map(Cursor::block))
                .hasValueSatisfying(block -> assertThat(block.number()).isZero());
    }

    @Test
    void showsACommandAtOnceAndTakesItInAtDepth() {
        submit();
        world.chain().mine();
        bench.ingest();
        assertThat(bench.commands.find(new CommandId(1))).isEmpty();
        assertThat(new InMemoryCommandViews(world).sightings()).hasSize(1);

        world.chain().mine(2);
        bench.ingest();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(new InMemoryCommandViews(world).sightings()).isEmpty();
    }

    @Test
    void forgetsASightingWhoseBlockLeftTheChain() {
        submit();
        world.chain().mine();
        bench.ingest();
        world.chain().drop(1, false);
        world.chain().mine();

        bench.ingest();

        assertThat(new InMemoryCommandViews(world).sightings()).isEmpty();
    }

    @Test
    void freezesACommandWhoseBlockLeftTheChainAndBindsItAgain() {
        submit();
        world.chain().mine(3);
        bench.ingest();
        BlockRef before = bench.command(1).submission().block();
        world.chain().drop(3, true);
        bench.ingest();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ORPHANED);

        world.chain().mine(4);
        bench.ingest();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(bench.command(1).submission().block()).isNotEqualTo(before);
    }

    @Test
    void undoesNothingWhereTheChainTakesBackWhatWasFinal() {
        submit();
        world.chain().mine(10);
        bench.ingest();
        Command before = bench.command(1);
        Optional<Cursor> cursor = bench.inbox.cursor();

        world.chain().drop(10, true);
        world.chain().mine(12);

        assertThatExceptionOfType(Permanent.class).isThrownBy(bench::ingest).withMessageContaining("which was final");
        assertThat(bench.command(1)).isEqualTo(before);
        assertThat(bench.inbox.cursor()).isEqualTo(cursor);
        assertThat(bench.inbox.halted())
                .hasValueSatisfying(why -> assertThat(why).contains("which was final"));
    }

    @Test
    void undoesNothingWhereTheNodesFinalityGoesBackBetweenTwoCursors() {
        Optional<Cursor> cursor = finalBetweenTwoCursors();

        Chain.Past past = world.chain().rewrite(5);
        world.chain().mine(6);

        assertHalted(bench.ingesting(), cursor);
        world.chain().comeBack(past);
        bench.ingest();
        assertThat(bench.inbox.cursor()).isEqualTo(cursor);
        assertThat(bench.inbox.halted()).isEmpty();
    }

    @Test
    void takesNoBlockOfAnotherPastForTheOneWithItsNumberThatWasFinal() {
        Optional<Cursor> cursor = finalBetweenTwoCursors();
        world.chain().mine(2);
        ChainHead head = new InMemoryCommandLog(world).head();
        world.chain().rewrite(7);
        world.chain().mine(9);

        // The head still tells of a later final block than the one that the other past does not have.
        assertHalted(reading(head), cursor);
    }

    @Test
    void undoesNothingOnTheWordOfANodeThatIsBehind() {
        Optional<Cursor> cursor = finalBetweenTwoCursors();

        world.chain().drop(6, true);

        assertThatExceptionOfType(Unavailable.class).isThrownBy(bench::ingest).withMessageContaining("is behind");
        assertThat(bench.inbox.cursor()).isEqualTo(cursor);
        assertThat(bench.inbox.halted()).isEmpty();
    }

    @Test
    void readsNoOtherPastAfterItWentBackBehindWhatWasFinal() {
        finalBetweenTwoCursors();
        world.chain().reorganise(4, _ -> true, false);
        world.chain().mine(5);
        assertThat(bench.ingesting().ingest(bench.fence(Role.CHAIN_READER))).isEqualTo(IngestingBlocks.Progress.MORE);
        Optional<Cursor> before = bench.inbox.cursor();
        assertThat(before.orElseThrow().block().number()).isEqualTo(9);

        world.chain().rewrite(6);
        world.chain().mine(6);

        assertHalted(bench.ingesting(), before);
    }

    /** Block 10 is final, and there is no cursor at it; the last one is the result. */
    private Optional<Cursor> finalBetweenTwoCursors() {
        world.chain().mine(8);
        bench.ingest();
        world.chain().mine(5);
        bench.ingest();
        world.chain().mine();
        bench.ingest();
        assertThat(bench.inbox.finalisedBlock().map(BlockRef::number)).contains(10L);
        assertThat(bench.inbox.earlier(10).getFirst().block().number()).isEqualTo(9);
        return bench.inbox.cursor();
    }

    private void assertHalted(IngestingBlocks ingesting, Optional<Cursor> cursor) {
        Fence fence = bench.fence(Role.CHAIN_READER);
        assertThatExceptionOfType(Permanent.class)
                .isThrownBy(() -> ingesting.ingest(fence))
                .withMessageContaining("does not have block 10");
        assertThat(bench.inbox.halted()).isPresent();
        assertThat(bench.inbox.cursor()).isEqualTo(cursor);
    }

    private IngestingBlocks reading(ChainHead head) {
        return new IngestingBlocks(new TwoNodes(head, new InMemoryCommandLog(world)), bench.inbox, Platform.POLICY);
    }

    @Test
    void takesNothingInWhereTheHeadIsOfAnotherPastThanTheBlocks() {
        world.chain().mine(3);
        bench.ingest();
        Optional<Cursor> cursor = bench.inbox.cursor();
        world.chain().mine(10);
        ChainHead head = new InMemoryCommandLog(world).head();
        world.chain().rewrite(6);
        world.chain().mine(6);

        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> reading(head).ingest(bench.fence(Role.CHAIN_READER)))
                .withMessageContaining("gives it as");
        assertThat(bench.inbox.cursor()).isEqualTo(cursor);
    }

    @Test
    void asksForTheHeadAloneWhileNothingIsNew() {
        world.chain().mine(5);
        AtomicInteger reads = new AtomicInteger();
        IngestingBlocks ingesting =
                new IngestingBlocks(counted(reads, new InMemoryCommandLog(world)), bench.inbox, Platform.POLICY);
        ingest(ingesting);
        int before = reads.get();

        ingest(ingesting);
        assertThat(reads).hasValue(before);

        submit();
        world.chain().mine();
        ingest(ingesting);
        assertThat(new InMemoryCommandViews(world).sightings()).hasSize(1);
    }

    @Test
    void readsTheSameHeadAgainWhereAnotherReplicaMayHaveReadMeanwhile() {
        submit();
        world.chain().mine();
        IngestingBlocks ingesting = bench.ingesting();
        ingest(ingesting);
        Fence before = bench.fence(Role.CHAIN_READER);
        world.clock().advance(Bench.TERM.plusSeconds(1));
        Fence after = bench.fence(Role.CHAIN_READER);
        assertThat(after).isNotEqualTo(before);
        bench.inbox.sight(after, List.of());

        ingest(ingesting);

        assertThat(new InMemoryCommandViews(world).sightings()).hasSize(1);
    }

    private void ingest(IngestingBlocks ingesting) {
        while (ingesting.ingest(bench.fence(Role.CHAIN_READER)) == IngestingBlocks.Progress.MORE) {
            // Until it is up to date.
        }
    }

    /** Counts everything that is asked but the head. */
    private static CommandLog counted(AtomicInteger reads, CommandLog log) {
        return (CommandLog) Proxy.newProxyInstance(
                CommandLog.class.getClassLoader(), new Class<?>[] {CommandLog.class}, (_, method, arguments) -> {
                    if (!method.getName().equals("head")) {
                        reads.incrementAndGet();
                    }
                    return method.invoke(log, arguments);
                });
    }

    /** One node says where the chain ends, and another one what is in it. */
    private record TwoNodes(ChainHead head, CommandLog log) implements CommandLog {
        @Override
        public Cursor start() {
            return log.start();
        }

        @Override
        public Blocks read(Cursor from, long upTo, LongFunction<List<Cursor>> stored) {
            return log.read(from, upTo, stored);
        }

        @Override
        public List<Submission> unconfirmed(Cursor from) {
            return log.unconfirmed(from);
        }

        @Override
        public List<CommandId> commandsIn(Hash transaction) {
            return log.commandsIn(transaction);
        }

        @Override
        public Inclusion inclusion(Hash transaction) {
            return log.inclusion(transaction);
        }
    }

    @Test
    void changesNothingWhileTheNodeIsAway() {
        bench.ingest();
        Optional<Cursor> cursor = bench.inbox.cursor();
        world.chain().mine(5);
        world.stop(World.Part.CHAIN);

        assertThatExceptionOfType(Unavailable.class).isThrownBy(bench::ingest);
        assertThat(bench.inbox.cursor()).isEqualTo(cursor);
    }

    @Test
    void repeatsNothingWhenItComesAgain() {
        submit();
        world.chain().mine(4);
        bench.ingest();
        long version = bench.command(1).version();

        bench.ingest();
        bench.ingest();

        assertThat(bench.command(1).version()).isEqualTo(version);
    }

    @Test
    void writesNothingForAReaderWhoseTimeIsOver() {
        Fence former =
                new Fence(Role.CHAIN_READER, bench.fence(Role.CHAIN_READER).epoch() - 1);

        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(() -> bench.ingesting().ingest(former));
        assertThat(bench.inbox.cursor()).isEmpty();
    }

    private void submit() {
        world.chain().submit(Bench.wallet(1), Bytes.ofUtf8("sealed"), 1_000_000);
    }
}

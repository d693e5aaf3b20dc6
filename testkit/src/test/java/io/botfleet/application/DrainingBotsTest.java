package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which bots are taken away although no command says so, and which are left alone. */
class DrainingBotsTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final RepositoryPath VALUES = RepositoryPath.ofBot(CLIENT);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);

    private final Bench bench = new Bench();

    @Test
    void takesADrainedBotAwayOnceItIsFlat() {
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        assertThat(drain()).isZero();

        bench.world.cluster().exitAll(BOT);

        assertThat(drain()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(drain()).isZero();
    }

    @Test
    void seesADrainedBotToItsEndWhereRemovedValuesEndNone() {
        bench.world.cluster().keepWhatIsRemoved();
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        bench.world.cluster().exitAll(BOT);
        assertThat(drain()).isEqualTo(1);
        bench.world.cluster().reconcile();
        assertThat(runs()).isTrue();

        drain();

        assertThat(runs()).isFalse();
    }

    @Test
    void takesWhatIsLeftAwayOnlyOnceTheClusterHasTakenUpThatItsValuesAreGone() {
        bench.world.cluster().keepWhatIsRemoved();
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        bench.world.cluster().exitAll(BOT);
        assertThat(drain()).isEqualTo(1);

        drain();

        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(runs()).isTrue();
    }

    @Test
    void leavesToAPersonWhatHoldsPositionsAndHasNoValues() {
        bench.world.cluster().keepWhatIsRemoved();
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        bench.world.git().commitByHand(VALUES, Optional.empty());
        bench.world.cluster().reconcile();

        drain();

        assertThat(runs()).isTrue();
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
    }

    @Test
    void leavesABotAloneWhoseValuesSomebodyRemovedThoughACommandAsksForIt() {
        bench.world.cluster().keepWhatIsRemoved();
        send(Platform.start("SampleStrategy"));
        bench.world.git().commitByHand(VALUES, Optional.empty());
        bench.world.cluster().reconcile();

        drain();

        assertThat(runs()).isTrue();
    }

    @Test
    void leavesABotAloneThatACommandAsksFor() {
        send(Platform.start("SampleStrategy"));

        assertThat(drain()).isZero();
        assertThat(bench.world.git().tree()).containsKey(VALUES);
    }

    @Test
    void takesAwayWhatSomebodyPutThereForAClientWhoseOnlyStartFailed() {
        send(Platform.start("NoSuchStrategy"));
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.world.git().tree()).isEmpty();
        bench.world.cluster().strategy("NoSuchStrategy", new Behaviour.Runs());
        bench.world.git().commitByHand(VALUES, bench.command(1).prepared().flatMap(Prepared::content));
        bench.world.cluster().reconcile();

        assertThat(drain()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    /** Nobody paused it before it came back: it may trade, and would again whenever it starts. */
    @Test
    void pausesForGoodWhatSomebodyPutBackThatHoldsPositions() {
        send(Platform.start("SampleStrategy"));
        Bytes values = bench.command(1).prepared().flatMap(Prepared::content).orElseThrow();
        send(Platform.stop("now"));
        bench.world.git().commitByHand(VALUES, Optional.of(values));
        bench.world.cluster().reconcile();
        bench.world.cluster().open(BOT, Bench.openTrade());

        assertThat(drain()).isEqualTo(1);
        assertThat(bench.world.git().tree()).containsEntry(VALUES, ValuesDocument.paused(values));
        assertThat(drain()).isZero();

        bench.world.cluster().reconcile();
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.world.cluster().exitAll(BOT);
        assertThat(drain()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void waitsUntilTheRefundOfAFailedStartIsSettled() {
        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy"));
        bench.run(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        bench.world.cluster().strategy("NoSuchStrategy", new Behaviour.Runs());
        bench.world.git().commitByHand(VALUES, bench.command(1).prepared().flatMap(Prepared::content));
        bench.world.cluster().reconcile();

        assertThat(drain()).isZero();
    }

    /** Its transaction may be mined again, and then it wants to find its bot as it was. */
    @Test
    void leavesTheBotOfACommandThatLeftTheChain() {
        send(Platform.start("SampleStrategy"));
        send(Platform.stop("now"));
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(3);
        bench.ingest();
        for (int step = 0; step < 6; step++) {
            bench.tick();
            bench.advance();
            bench.commit();
            bench.world.cluster().reconcile();
        }
        Bytes values = bench.command(3).prepared().flatMap(Prepared::content).orElseThrow();
        assertThat(bench.world.git().tree()).containsEntry(VALUES, values);
        bench.world.chain().drop(3, false);
        bench.world.chain().mine(4);
        bench.ingest();
        assertThat(bench.command(3).stage()).isEqualTo(Stage.ORPHANED);

        assertThat(drain()).isZero();
        assertThat(bench.world.git().tree()).containsEntry(VALUES, values);
    }

    /** Looking takes its time, and what it saw is of the past when it is acted on. */
    @Test
    void leavesAStartAloneThatCameAfterItsBotWasLookedAt() {
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        bench.world.cluster().exitAll(BOT);
        DrainingBots.Flat flat = bench.draining().look();
        assertThat(flat.isEmpty()).isFalse();

        send(Platform.start("SampleStrategy"));
        Bytes values = bench.command(3).prepared().flatMap(Prepared::content).orElseThrow();

        assertThat(flat.takeAway(bench.fence(Role.GIT_WRITER))).isZero();
        assertThat(bench.world.git().tree()).containsEntry(VALUES, values);
        assertThat(runs()).isTrue();
    }

    @Test
    void leavesAStartAloneThatIsOnItsWayWhenItsBotIsTakenAway() {
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        bench.world.cluster().exitAll(BOT);
        DrainingBots.Flat flat = bench.draining().look();
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();

        assertThat(flat.takeAway(bench.fence(Role.GIT_WRITER))).isZero();
        assertThat(bench.world.git().tree()).containsKey(VALUES);
    }

    @Test
    void removesNoBotWhoseValuesAreThereAgain() {
        bench.world.cluster().keepWhatIsRemoved();
        send(Platform.start("SampleStrategy"));
        bench.world.cluster().open(BOT, Bench.openTrade());
        send(Platform.stop("drain"));
        bench.world.cluster().exitAll(BOT);
        assertThat(drain()).isEqualTo(1);
        bench.world.cluster().reconcile();
        DrainingBots.Flat flat = bench.draining().look();
        assertThat(flat.isEmpty()).isFalse();

        send(Platform.start("SampleStrategy"));
        flat.takeAway(bench.fence(Role.GIT_WRITER));

        assertThat(bench.world.git().tree()).containsKey(VALUES);
        assertThat(runs()).isTrue();
    }

    @Test
    void asksTheRepositoryOnceForHoweverManyClients() {
        for (int client = 1; client <= 5; client++) {
            bench.submit(Bench.wallet(client), Platform.start("SampleStrategy"));
        }
        bench.runAll(40);
        List<String> asked = new ArrayList<>();
        GitOpsRepository counted = (GitOpsRepository) Proxy.newProxyInstance(
                GitOpsRepository.class.getClassLoader(),
                new Class<?>[] {GitOpsRepository.class},
                (_, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(new InMemoryGitOpsRepository(bench.world), arguments);
                });

        assertThat(bench.draining(counted).look().takeAway(bench.fence(Role.GIT_WRITER)))
                .isZero();

        assertThat(asked).containsExactly("inventory");
    }

    private void send(io.botfleet.domain.document.Json.Members command) {
        bench.submit(Bench.wallet(1), command);
        bench.runAll(40);
    }

    private boolean runs() {
        return new InMemoryWorkloads(bench.world).observe(BOT) instanceof Observation.Seen seen
                && seen.pod().isPresent();
    }

    private int drain() {
        return bench.draining().look().takeAway(bench.fence(Role.GIT_WRITER));
    }
}

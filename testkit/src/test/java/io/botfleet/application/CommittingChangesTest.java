package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CommittingChangesTest {
    private final Bench bench = new Bench();
    private final GitOpsRepository repository = new InMemoryGitOpsRepository(bench.world);

    @Test
    void pushesManyCommandsTogether() {
        prepareStartsOf(3);
        List<List<Change>> pushes = new ArrayList<>();

        assertThat(commit(new Watched(pushes::add))).isEqualTo(3);

        assertThat(pushes).singleElement().satisfies(changes -> assertThat(changes)
                .hasSize(3));
        for (long id = 1; id <= 3; id++) {
            assertThat(bench.command(id).stage()).isEqualTo(Stage.COMMITTED);
            assertThat(repository.contains(
                            repository.head().orElseThrow(),
                            bench.command(id).commit().orElseThrow()))
                    .isTrue();
        }
    }

    @Test
    void makesNoSecondCommitWhenTheAnswerToTheFirstWasLost() {
        prepareStartsOf(1);
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> commit(new Watched(_ -> {
                    throw new Unavailable("the answer was lost");
                })));
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(1).waitingOn()).hasValue("Git: the answer was lost");

        bench.tick();
        commit(repository);

        assertThat(bench.world.git().commits()).hasSize(1);
        assertThat(bench.command(1).commit()).isEqualTo(bench.world.git().head());
    }

    /** What was asked before it was prepared is not the bot that the stop's undoing brings back. */
    @Test
    void preparesAStartAnewWhereTheStopBeforeItIsUndoneAfterAll() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.run(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        bench.world.clock().advance(Duration.ofMinutes(15));
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        runBesideGit(10);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.PROVISIONED);
        bench.world.clock().advance(Duration.ofMinutes(7));
        runBesideGit(10);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.UNDOING);

        commit(repository);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.RESTORING);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.world.git().tree().values())
                .containsExactly(
                        bench.command(1).prepared().flatMap(Prepared::content).orElseThrow());
    }

    /** Until it does, the chain is read no further, and an older command that fails can't be refused before it is read. */
    @Test
    void letsGoOfTheNumbersOfCommandsThatLeftTheChainBeforeTheyDidAnything() {
        bench.world.cluster().strategy("Slow", new Cluster.Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.runAll(20);
        bench.submit(Bench.wallet(1), Platform.start("Slow"));
        bench.world.chain().mine();
        noise("one");
        noise("another");
        bench.world.chain().mine(3);
        readAsFarAsPossible();
        assertThat(bench.world.database().commands()).hasSize(4);
        for (int step = 0; step < 5; step++) {
            bench.tick();
            bench.advance();
            bench.commit();
            bench.world.cluster().reconcile();
        }
        assertThat(bench.command(2).stage()).isEqualTo(Stage.DEPLOYED);

        bench.world.chain().reorganise(3, _ -> false, true);
        bench.world.chain().mine(4);
        for (int second = 0; second < 60; second++) {
            bench.tick();
            bench.world.chain().mine();
            bench.world.cluster().reconcile();
            readAsFarAsPossible();
            bench.advance();
            bench.commit();
        }

        assertThat(bench.command(3).submission().envelope()).isEqualTo(Bytes.ofUtf8("another"));
        assertThat(bench.command(3).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(4).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.DEPLOYED);
        assertThat(bench.world.git().tree()).hasSize(1);
    }

    private void noise(String envelope) {
        bench.world.chain().submit(Bench.wallet(1), Bytes.ofUtf8(envelope), 1_000_000);
    }

    /** Where another command has a number now, the former one is undone first. */
    private void readAsFarAsPossible() {
        try {
            bench.ingest();
        } catch (Conflict former) {
            assertThat(former.what()).contains("undone first");
        }
    }

    private void runBesideGit(int seconds) {
        for (int second = 0; second < seconds; second++) {
            bench.tick();
            bench.world.chain().mine();
            bench.ingest();
            bench.advance();
        }
    }

    /** A store that was restored from an older copy may carry out what the repository knows to be undone. */
    @Test
    void holdsBackNoOtherCommandWhereTheRepositoryDoesNotTakeOne() {
        prepareStartsOf(3);
        GitOpsRepository knowsBetter = new Watched(_ -> {}) {
            @Override
            public List<Applied> apply(Fence fence, List<Change> changes) {
                if (changes.stream().anyMatch(change -> change.command().number() == 2)) {
                    throw new Conflict("command 2 was undone");
                }
                return super.apply(fence, changes);
            }
        };

        commit(knowsBetter);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(2).waitingOn()).hasValue("Git: command 2 was undone");
        assertThat(bench.command(3).stage()).isEqualTo(Stage.COMMITTED);
    }

    @Test
    void triesNoCommandByItselfWhereALaterWriterHasComeMeanwhile() {
        prepareStartsOf(3);
        List<List<Change>> pushes = new ArrayList<>();
        GitOpsRepository later = new Watched(_ -> {}) {
            @Override
            public List<Applied> apply(Fence fence, List<Change> changes) {
                pushes.add(changes);
                if (pushes.size() == 1) {
                    return super.apply(fence, changes);
                }
                throw new Conflict("epoch 9 has been there");
            }
        };

        assertThatExceptionOfType(Conflict.class).isThrownBy(() -> commit(later));

        assertThat(pushes)
                .filteredOn(changes -> !changes.isEmpty())
                .singleElement()
                .satisfies(changes -> assertThat(changes).hasSize(3));
        for (long id = 1; id <= 3; id++) {
            assertThat(bench.command(id).waitingOn()).hasValue("Git: epoch 9 has been there");
        }
    }

    @Test
    void waitsWhileGitIsAway() {
        prepareStartsOf(1);
        bench.world.stop(World.Part.GIT);

        assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> commit(repository));

        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(1).waitingOn()).hasValue("Git: GIT is stopped");
    }

    /** Nobody would hear of it otherwise: each command waits quietly until its time is up. */
    @Test
    void tellsItsLoopThatThePushIsRefusedForGoodAndLetsItsCommandsWait() {
        prepareStartsOf(2);
        GitOpsRepository readOnly = new Watched(_ -> {}) {
            @Override
            public List<Applied> apply(Fence fence, List<Change> changes) {
                throw new Permanent("the GitOps repository refuses the push: read only");
            }
        };

        assertThatExceptionOfType(Permanent.class).isThrownBy(() -> commit(readOnly));
        assertThat(bench.command(1).stuck().orElseThrow().by()).isEqualTo(Stuck.By.PERMANENT);

        for (long id = 1; id <= 2; id++) {
            assertThat(bench.command(id).stage()).isEqualTo(Stage.PROVISIONED);
            assertThat(bench.command(id).waitingOn())
                    .hasValue("Git: the GitOps repository refuses the push: read only");
        }
        assertThat(commit(repository)).as("due again after a while").isZero();
        bench.world.clock().advance(Platform.POLICY.lookAgain());
        assertThat(commit(repository)).isEqualTo(2);
    }

    @Test
    void tellsItsLeaderThatALaterWriterHasBeenThere() {
        prepareStartsOf(1);
        repository.apply(new Fence(Role.GIT_WRITER, 99), List.of());

        assertThatExceptionOfType(Conflict.class).isThrownBy(() -> commit(repository));

        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(1).waitingOn()).hasValue("Git: a writer of a later epoch has been here");
    }

    @Test
    void commitsNothingForACommandWhosePlaceWasTaken() {
        prepareStartsOf(1);
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();

        commit(repository);

        assertThat(bench.world.git().commits()).isEmpty();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.SUPERSEDED);
    }

    @Test
    void commitsNothingAfterTheCutOff() {
        prepareStartsOf(1);
        bench.world.clock().advance(Chain.WINDOW);

        commit(repository);

        assertThat(bench.world.git().commits()).isEmpty();
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void undoesNothingBeforeTheChainIsReadOrWhileItCannotBeAsked() {
        prepareStartsOf(1);
        bench.world.clock().advance(Chain.WINDOW);
        bench.world.chain().mine(100);

        commit(repository);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(1).waitingOn()).hasValue("the chain to be read before anything is undone");

        bench.ingest();
        bench.world.stop(World.Part.CHAIN);
        bench.tick();
        commit(repository);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);

        bench.world.restart(World.Part.CHAIN);
        bench.tick();
        commit(repository);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
    }

    @Test
    void letsACommandThatItCannotHandleKeepNobodyWaiting() {
        bench.submit(Bench.wallet(9), Platform.start("NoSuchStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        while (bench.command(1).stage() != Stage.UNDOING) {
            bench.commit();
            bench.tick();
            bench.world.cluster().reconcile();
            bench.advance();
        }
        prepareStartsOf(2);
        GitOpsRepository broken = new Watched(_ -> {}) {
            @Override
            public Map<RepositoryPath, Optional<CommandId>> inventory() {
                throw new IllegalStateException("a mistake");
            }
        };

        assertThatIllegalStateException().isThrownBy(() -> commit(broken)).withMessageEndingWith(": a mistake");

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).waitingOn().orElseThrow()).contains("mistake in the platform");
        assertThat(bench.command(1).stuck().orElseThrow().by()).isEqualTo(Stuck.By.MISTAKE);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.COMMITTED);
    }

    @Test
    void asksOnceForTheFilesThatManyUndoingsAreDecidedBy() {
        undoStartsOf(3);
        int[] asked = {0};
        GitOpsRepository counted = new Watched(_ -> {}) {
            @Override
            public Map<RepositoryPath, Optional<CommandId>> inventory() {
                asked[0]++;
                return super.inventory();
            }
        };

        assertThat(commit(counted)).isEqualTo(3);

        assertThat(asked[0]).isEqualTo(1);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.RESTORING);
    }

    @Test
    void pushesWhatItHasWhereDecidingTakesLongAndLeavesTheRestForAtOnce() {
        undoStartsOf(3);
        List<List<Change>> pushes = new ArrayList<>();
        GitOpsRepository slow = new Watched(pushes::add) {
            private boolean fast;

            @Override
            public Map<RepositoryPath, Optional<CommandId>> inventory() {
                if (!fast) {
                    bench.world.clock().advance(Duration.ofSeconds(10));
                }
                fast = true;
                return super.inventory();
            }
        };

        commit(slow);
        assertThat(pushes).singleElement().satisfies(changes -> assertThat(changes)
                .hasSize(1));
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RESTORING);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(2).waitingOn()).isEmpty();

        assertThat(commit(slow)).as("due at once").isEqualTo(2);
        assertThat(pushes.getLast()).hasSize(2);
    }

    /** The bot that a drain let stay is the one of the start before that, also where another start was there meanwhile. */
    @Test
    void bringsBackTheBotThatADrainLetStayWhereItsSuccessorFails() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        Optional<Bytes> first = bench.command(1).prepared().flatMap(Prepared::content);
        bench.world.cluster().open(WorkloadId.ofBot(new ClientId(1)), Bench.openTrade());
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        assertThat(bench.command(2).leavesABot()).isTrue();

        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy").with("adoptPositions", Json.of(true)));
        bench.runAll(40);

        assertThat(bench.command(3).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.world.git().commits()).hasSize(4);
        assertThat(bench.world.git().tree().values()).containsExactly(ValuesDocument.paused(first.orElseThrow()));
        assertThat(bench.world.cluster().isRunning(WorkloadId.ofBot(new ClientId(1))))
                .isFalse();
    }

    /** The same, and too late to be committed. */
    private void undoStartsOf(int clients) {
        prepareStartsOf(clients);
        bench.world.clock().advance(Chain.WINDOW);
        commit(repository);
        assertThat(bench.command(clients).stage()).isEqualTo(Stage.UNDOING);
    }

    @Test
    void letsNoWriterThatSleptPushWhatWasRefundedMeanwhile() {
        prepareStartsOf(1);
        Fence former = bench.fence(Role.GIT_WRITER);
        GitOpsRepository sleeping = new Watched(_ -> {}) {
            @Override
            public List<Applied> apply(Fence fence, List<Change> changes) {
                if (!changes.isEmpty()) {
                    refundedByAnother();
                }
                return super.apply(fence, changes);
            }
        };

        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(() -> bench.committing(sleeping).commit(former, Bench.REPLICA, 100, Bench.LEASE));

        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
    }

    /** Superseded before anything of it was in Git, so that nothing is committed for it. */
    private void refundedByAnother() {
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.tick();
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        bench.world.clock().advance(Bench.LEASE.plusSeconds(1));
        new InMemoryLeadership(bench.world).release(Role.GIT_WRITER, Bench.REPLICA);
        CommittingChanges other = bench.committing(repository);
        Fence fence = bench.fence(Role.GIT_WRITER);
        other.commit(fence, Bench.REPLICA, 100, Bench.LEASE);
        other.commit(fence, Bench.REPLICA, 100, Bench.LEASE);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
    }

    /** One start of each of so many clients, up to being prepared. */
    private void prepareStartsOf(int clients) {
        for (int client = 1; client <= clients; client++) {
            bench.submit(Bench.wallet(client), Platform.start("SampleStrategy"));
        }
        bench.tick();
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        bench.tick();
        bench.advance();
        assertThat(bench.world.chain().submissions()).last().satisfies(last -> assertThat(
                        bench.command(last.id().number()).stage())
                .isEqualTo(Stage.PROVISIONED));
    }

    private int commit(GitOpsRepository into) {
        CommittingChanges committing = bench.committing(into);
        return committing.commit(bench.fence(Role.GIT_WRITER), Bench.REPLICA, 100, Bench.LEASE);
    }

    /** The repository, with something happening after a push and before its answer. */
    private class Watched implements GitOpsRepository {
        private final Consumer<List<Change>> pushed;

        Watched(Consumer<List<Change>> pushed) {
            this.pushed = pushed;
        }

        @Override
        public List<Applied> apply(Fence fence, List<Change> changes) {
            List<Applied> answer = repository.apply(fence, changes);
            if (!changes.isEmpty()) {
                pushed.accept(changes);
            }
            return answer;
        }

        @Override
        public Optional<CommitId> head() {
            return repository.head();
        }

        @Override
        public Optional<CommitId> recentHead() {
            return repository.recentHead();
        }

        @Override
        public Optional<Bytes> at(CommitId commit, RepositoryPath path) {
            return repository.at(commit, path);
        }

        @Override
        public boolean contains(CommitId head, CommitId commit) {
            return repository.contains(head, commit);
        }

        @Override
        public Map<RepositoryPath, Optional<CommandId>> inventory() {
            return repository.inventory();
        }
    }
}

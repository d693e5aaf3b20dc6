package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A live start that replaced a dry run and is undone: what it holds is where the dry run never looks. */
class LiveAfterDryRunTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final RepositoryPath VALUES = RepositoryPath.ofBot(CLIENT);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);

    private final Bench bench = new Bench();

    @Test
    void staysUntilItIsFlatAndMakesWayForTheDryRunThen() {
        liveInPlaceOfADryRun();
        bench.world.cluster().open(BOT, Bench.openTrade());

        missTheDeadline();
        bench.runAll(10);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(runs()).hasValue(new CommandId(2));
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(2)));
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        assertThat(drained()).isZero();
        assertThat(discrepancy()).isEqualTo(Discrepancy.Kind.VALUES_WITHOUT_COMMAND);

        bench.world.cluster().exitAll(BOT);

        assertThat(drained()).isEqualTo(1);
        assertThat(file()).isEqualTo(valuesOf(1));
        bench.run(1);
        assertThat(runs()).hasValue(new CommandId(1));
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        assertThat(drained()).isZero();
    }

    @Test
    void makesWayAtOnceWhereItHoldsNothing() {
        liveInPlaceOfADryRun();

        missTheDeadline();

        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(file()).isEqualTo(valuesOf(1));
        assertThat(runs()).hasValue(new CommandId(1));
    }

    @Test
    void isAskedOnceTheClusterIsBackBeforeItMakesWay() {
        liveInPlaceOfADryRun();
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));
        missTheDeadline();
        assertThat(bench.command(2).stage()).isEqualTo(Stage.UNDOING);
        assertThat(file()).isEqualTo(valuesOf(2));

        bench.workloads = new InMemoryWorkloads(bench.world);
        bench.run(3);

        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(2)));
    }

    @Test
    void isReplacedByNoDryRunThatWouldLeaveItsPositionsAlone() {
        liveInPlaceOfADryRun();
        bench.world.cluster().open(BOT, Bench.openTrade());
        missTheDeadline();
        bench.runAll(10);

        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);

        assertThat(bench.command(3).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        assertThat(runs()).hasValue(new CommandId(2));
    }

    /** A person may have put another file there, and meant it. */
    @Test
    void isNotTakenForAFileThatSomebodyPutInThePlaceOfTheDryRuns() {
        liveInPlaceOfADryRun();
        missTheDeadline();
        bench.runAll(10);
        bench.world.git().commitByHand(VALUES, Optional.of(valuesOf(2)));
        bench.world.cluster().reconcile();

        assertThat(drained()).isZero();
        assertThat(file()).isEqualTo(valuesOf(2));
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    private void liveInPlaceOfADryRun() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        bench.submit(
                Bench.wallet(1),
                Platform.start("SampleStrategy")
                        .with("dryRun", Json.of(false))
                        .with(
                                "credentials",
                                Json.EMPTY.with("apiKey", Json.of("key")).with("secretKey", Json.of("secret"))));
        bench.run(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
    }

    private void missTheDeadline() {
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        bench.run(8);
    }

    private int drained() {
        return bench.draining().look().takeAway(bench.fence(Role.GIT_WRITER));
    }

    private Discrepancy.Kind discrepancy() {
        return new Reconciling(
                        bench.commands,
                        bench.settlements,
                        bench.ledger(),
                        new InMemoryGitOpsRepository(bench.world),
                        bench.workloads,
                        bench.world.clock())
                .reconcile()
                .getFirst()
                .kind();
    }

    private Optional<CommandId> runs() {
        return Optional.ofNullable(bench.world.cluster().pods().get(BOT)).flatMap(Pod::command);
    }

    private Bytes file() {
        return Objects.requireNonNull(bench.world.git().tree().get(VALUES));
    }

    private Bytes valuesOf(long start) {
        return bench.command(start).prepared().flatMap(Prepared::content).orElseThrow();
    }
}

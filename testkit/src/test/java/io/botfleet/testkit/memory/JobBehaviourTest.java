package io.botfleet.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a test may say of Jobs. */
final class JobBehaviourTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final CommandId COMMAND = new CommandId(7);
    private static final WorkloadId JOB = WorkloadId.ofBacktest(CLIENT, COMMAND);

    private final World world = new World();
    private final InMemoryWorkloads workloads = new InMemoryWorkloads(world);

    @Test
    void worksByDefaultAndSaysSoAsFreqtradeDoes() {
        run("SampleStrategy");

        assertThat(phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(workloads.logs(JOB, 10))
                .anyMatch(line -> line.endsWith("Running backtesting for Strategy SampleStrategy"))
                .anyMatch(line -> line.contains("Parameter --timerange detected: 20250101-20250601 ..."))
                .anyMatch(line -> line.contains("Parameter -i/--timeframe detected ... Using timeframe: 5m ..."));
        assertThat(world.cluster().pods()).containsOnlyKeys(JOB);
        world.cluster().finish(JOB, 0);
        assertThat(phase()).isEqualTo(Pod.Phase.ENDED);
        assertThat(world.cluster().pods()).isEmpty();
    }

    @Test
    void printsMoreThanItsLinesOfWorkWhereItIsTold() {
        world.cluster().jobs("SampleStrategy", new JobBehaviour.Works(List.of("and more")));
        run("SampleStrategy");

        assertThat(workloads.logs(JOB, 10)).hasSize(4).last().isEqualTo("and more");
    }

    @Test
    void printsNothingElseWhereItIsTold() {
        world.cluster().jobs("SampleStrategy", new JobBehaviour.Prints(List.of("downloading")));
        run("SampleStrategy");

        assertThat(phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(workloads.logs(JOB, 10)).containsExactly("downloading");
    }

    @Test
    void endsBeforeAnybodyLooksWhereItIsTold() {
        world.cluster().jobs("SampleStrategy", new JobBehaviour.Ends(List.of("done"), 0));
        run("SampleStrategy");

        assertThat(phase()).isEqualTo(Pod.Phase.ENDED);
        assertThat(seen().problem()).isEmpty();
        assertThat(workloads.logs(JOB, 10)).containsExactly("done");
    }

    @Test
    void failsToLoadAStrategyThatWasNeverNamed() {
        run("NoSuchStrategy");

        assertThat(seen().problem().orElseThrow().kind()).isEqualTo(Problem.Kind.DEGRADED);
        assertThat(seen().problem().orElseThrow().message())
                .contains("exit code 2")
                .contains("Impossible to load Strategy 'NoSuchStrategy'.");
    }

    @Test
    void startsOnceThereIsRoomForIt() {
        world.cluster().jobs("SampleStrategy", new JobBehaviour.NeverStarts());
        run("SampleStrategy");
        assertThat(phase()).isEqualTo(Pod.Phase.PENDING);
        String uid = seen().pod().orElseThrow().uid();

        world.cluster().jobs("SampleStrategy", new JobBehaviour.Works(List.of()));
        world.cluster().reconcile();

        assertThat(phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(seen().pod().orElseThrow().uid()).isEqualTo(uid);
    }

    @Test
    void hasNoPodWhereItIsRefused() {
        world.cluster().jobs("SampleStrategy", new JobBehaviour.Refused("no quota"));
        run("SampleStrategy");

        assertThat(seen().pod()).isEmpty();
        assertThat(seen().problem()).contains(new Problem(Problem.Kind.SYNC_FAILED, "no quota"));
        assertThat(world.cluster().pods()).isEmpty();
    }

    @Test
    void isKilledAndNotStartedAnew() {
        run("SampleStrategy");

        world.cluster().restart(JOB);
        world.cluster().reconcile();

        assertThat(phase()).isEqualTo(Pod.Phase.ENDED);
        assertThat(seen().problem().orElseThrow().message()).contains("exit code 137");
    }

    @Test
    void staysUntilItIsRemovedWhereTheClusterKeepsWhatIsRemoved() {
        world.cluster().keepWhatIsRemoved();
        run("SampleStrategy");
        var removal = world.git().commitByHand(RepositoryPath.ofBacktest(CLIENT, COMMAND), Optional.empty());
        world.cluster().reconcile();
        assertThat(phase()).isEqualTo(Pod.Phase.RUNNING);

        workloads.remove(JOB, removal::equals);

        assertThat(seen().pod()).isEmpty();
    }

    private void run(String strategy) {
        RunBacktest order = new RunBacktest(
                strategy,
                "binance",
                "USDT",
                new StakeAmount.Unlimited(),
                3,
                "5m",
                List.of("BTC/USDT"),
                Timerange.parse("20250101-20250601").orElseThrow());
        ValuesDocument values = ValuesDocument.ofBacktest(CLIENT, COMMAND, order, Map.of());
        world.git().commitByHand(RepositoryPath.ofBacktest(CLIENT, COMMAND), Optional.of(values.yaml()));
        world.cluster().reconcile();
    }

    private Observation.Seen seen() {
        return (Observation.Seen) workloads.observe(JOB);
    }

    private Pod.Phase phase() {
        return seen().pod().orElseThrow().phase();
    }
}

package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link io.botfleet.application.workload.Workloads} does; each test starts with a cluster that runs nothing. */
public abstract class WorkloadsContract extends JobsContract {
    private static final ClientId CLIENT = new ClientId(1);
    private static final ClientId OTHER_CLIENT = new ClientId(2);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);
    private static final WorkloadId OTHER_BOT = WorkloadId.ofBot(OTHER_CLIENT);
    private static final CommandId FIRST = new CommandId(1);
    private static final CommandId SECOND = new CommandId(2);
    private static final int MANY = 1_000;

    private void print(ClientId client, String line) {
        print(WorkloadId.ofBot(client), List.of(line));
    }

    @Test
    void seesNothingOfAWorkloadThatWasNeverThere() {
        CommitId commit = deploy(CLIENT, FIRST, order("SampleStrategy")).commit();
        await(BOT, seen -> isAt(seen, commit));

        assertThat(workloads().observe(OTHER_BOT))
                .isEqualTo(new Observation.Seen(Optional.of(commit), Optional.empty(), Optional.empty()));
        assertThat(workloads().logs(OTHER_BOT, 10)).isEmpty();
        try (Stream<String> log = workloads().follow(OTHER_BOT, 10)) {
            assertThat(log).isEmpty();
        }
    }

    @Test
    void showsWhichCommandAndWhichValuesAPodCameFrom() {
        Deployed deployed = deploy(CLIENT, FIRST, order("SampleStrategy"));

        Observation.Seen seen = await(BOT, JobsContract::isReady);

        assertThat(seen.revision()).contains(deployed.commit());
        assertThat(seen.problem()).isEmpty();
        Pod pod = seen.pod().orElseThrow();
        assertThat(pod.command()).contains(FIRST);
        assertThat(pod.valuesDigest()).contains(deployed.digest());
        assertThat(pod.image()).contains("freqtrade-platform");
        assertThat(pod.restarts()).isZero();
    }

    @Test
    void replacesThePodWhenTheCommandChanges() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        Pod first = pod(await(BOT, JobsContract::isReady));

        Deployed second = deploy(CLIENT, SECOND, order("SampleStrategy"));
        Pod replacement = pod(await(BOT, seen -> isReady(seen) && ofCommand(seen, SECOND)));

        assertThat(replacement.uid()).isNotEqualTo(first.uid());
        assertThat(replacement.valuesDigest()).contains(second.digest());
    }

    @Test
    void leavesAPodAloneWhenAnotherClientsValuesChange() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        Pod before = pod(await(BOT, JobsContract::isReady));

        CommitId other = deploy(OTHER_CLIENT, SECOND, order("SampleStrategy")).commit();
        await(OTHER_BOT, JobsContract::isReady);

        Observation.Seen after = await(BOT, seen -> isAt(seen, other));
        assertThat(pod(after)).isEqualTo(before);
    }

    @Test
    void givesTheBotsOwnWordsWhenItsStrategyDoesNotLoad() {
        deploy(CLIENT, FIRST, order("NoSuchStrategy"));

        Problem problem =
                await(BOT, seen -> seen.problem().isPresent()).problem().orElseThrow();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.CRASH_LOOP);
        assertThat(problem.message()).startsWith("Impossible to load Strategy 'NoSuchStrategy'.");
        assertThat(workloads().logs(BOT, 50)).anyMatch(line -> line.contains("Impossible to load Strategy"));
        assertThat(workloads().logs(BOT, 1)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void recoversWhenTheValuesGoBackToWhatRan() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        await(BOT, JobsContract::isReady);
        deploy(CLIENT, SECOND, order("NoSuchStrategy"));
        await(BOT, seen -> seen.problem().isPresent());

        deploy(CLIENT, FIRST, order("SampleStrategy"));

        Observation.Seen back = await(BOT, seen -> isReady(seen) && ofCommand(seen, FIRST));
        assertThat(back.problem()).isEmpty();
    }

    @Test
    void removesThePodWithItsValues() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        await(BOT, JobsContract::isReady);

        CommitId removal = remove(CLIENT);

        Observation.Seen gone = await(BOT, seen -> {
            workloads().remove(BOT, removal::equals);
            return isAt(seen, removal) && seen.pod().isEmpty();
        });
        assertThat(gone.problem()).isEmpty();
        workloads().remove(BOT, removal::equals);
    }

    @Test
    void removesNothingWhoseValuesAreThere() {
        CommitId commit = deploy(CLIENT, FIRST, order("SampleStrategy")).commit();
        Pod before = pod(await(BOT, JobsContract::isReady));

        workloads().remove(BOT, _ -> true);
        workloads().remove(OTHER_BOT, _ -> true);

        CommitId later = deploy(OTHER_CLIENT, SECOND, order("SampleStrategy")).commit();
        assertThat(pod(await(BOT, seen -> isAt(seen, later)))).isEqualTo(before);
        assertThat(commit).isNotEqualTo(later);
    }

    @Test
    void wakesUpWhoeverListens() {
        Set<WorkloadId> woken = ConcurrentHashMap.newKeySet();
        workloads().onChange(woken::add);

        deploy(CLIENT, FIRST, order("SampleStrategy"));

        await(BOT, seen -> isReady(seen) && woken.contains(BOT));
        woken.clear();
        CommitId removal = remove(CLIENT);
        await(BOT, seen -> {
            workloads().remove(BOT, removal::equals);
            return seen.pod().isEmpty() && woken.contains(BOT);
        });
    }

    @Test
    void followsALogFromItsLastLinesOnAndRepeatsNone() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        await(BOT, JobsContract::isReady);
        print(CLIENT, "said 1");
        print(CLIENT, "said 2");
        await(BOT, _ -> workloads().logs(BOT, MANY).contains("said 2"));

        try (LogReader reader = LogReader.of(workloads().follow(BOT, MANY))) {
            reader.await("said 2");
            print(CLIENT, "said 3");
            reader.await("said 3");
            print(CLIENT, "said 4");
            print(CLIENT, "said 5");
            reader.await("said 5");

            List<String> read = reader.lines();
            assertThat(read)
                    .filteredOn(line -> line.startsWith("said "))
                    .containsExactly("said 1", "said 2", "said 3", "said 4", "said 5");
            assertThat(workloads().logs(BOT, MANY)).startsWith(read.toArray(String[]::new));
        }
    }

    @Test
    void followsALogFromNoMoreLinesThanWereAskedFor() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        await(BOT, JobsContract::isReady);
        for (int line = 1; line <= 20; line++) {
            print(CLIENT, "said " + line);
        }
        await(BOT, _ -> workloads().logs(BOT, MANY).contains("said 20"));

        try (LogReader reader = LogReader.of(workloads().follow(BOT, 2))) {
            reader.await("said 20");

            assertThat(reader.lines().getFirst()).isIn("said 19", "said 20");
        }
    }

    @Test
    void letsAReaderGoWhoWaitsForALineAndCloses() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        await(BOT, JobsContract::isReady);
        print(CLIENT, "said");
        LogReader reader = LogReader.of(workloads().follow(BOT, MANY));
        reader.await("said");

        reader.close();

        assertThat(reader.end(Duration.ofSeconds(5))).isEmpty();
    }

    @Test
    void endsALogWithItsPod() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        await(BOT, JobsContract::isReady);
        print(CLIENT, "said by the first");
        try (LogReader first = LogReader.of(workloads().follow(BOT, MANY))) {
            first.await("said by the first");
            deploy(CLIENT, SECOND, order("SampleStrategy"));
            await(BOT, seen -> isReady(seen) && ofCommand(seen, SECOND));

            assertThat(first.end(Duration.ofSeconds(30))).isEmpty();
        }
        print(CLIENT, "said by the second");
        try (LogReader second = LogReader.of(workloads().follow(BOT, MANY))) {
            second.await("said by the second");
            CommitId removal = remove(CLIENT);
            await(BOT, seen -> {
                workloads().remove(BOT, removal::equals);
                return seen.pod().isEmpty();
            });

            assertThat(second.end(Duration.ofSeconds(30))).isEmpty();
        }
    }

    @Test
    void saysThatItKnowsNothingWhileTheClusterIsDown() {
        deploy(CLIENT, FIRST, order("SampleStrategy"));
        Pod before = pod(await(BOT, JobsContract::isReady));
        print(CLIENT, "said");
        LogReader reader = LogReader.of(workloads().follow(BOT, MANY));
        reader.await("said");

        stopTheCluster();
        assertThat(reader.end(Duration.ofSeconds(30))).containsInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> workloads().follow(BOT, 10)).isInstanceOf(Unavailable.class);
        assertThat(workloads().observe(BOT)).isInstanceOf(Observation.Unreachable.class);
        assertThatThrownBy(() -> workloads().logs(BOT, 10)).isInstanceOf(Unavailable.class);
        workloads().remove(BOT, _ -> true);

        restartTheCluster();
        assertThat(pod(await(BOT, JobsContract::isReady))).isEqualTo(before);
    }

    private static StartTrading order(String strategy) {
        return new StartTrading(
                strategy, "binance", true, "USDT", new StakeAmount.Unlimited(), 3, "5m", List.of("BTC/USDT"), false);
    }

    private static boolean isAt(Observation.Seen seen, CommitId commit) {
        return seen.revision().equals(Optional.of(commit));
    }

    private static boolean ofCommand(Observation.Seen seen, CommandId command) {
        return pod(seen).command().equals(Optional.of(command));
    }
}

package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.ProcessRegistry;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the cluster have in common: the real chart and entry script, with a shell script for {@code freqtrade}. */
@SuppressWarnings("NullAway.Init")
abstract class OnScriptedCluster {
    static final ClientId CLIENT = new ClientId(1);
    static final ClientId OTHER_CLIENT = new ClientId(2);
    static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);
    static final WorkloadId OTHER_BOT = WorkloadId.ofBot(OTHER_CLIENT);
    static final CommandId FIRST = new CommandId(1);
    static final CommandId SECOND = new CommandId(2);

    @TempDir
    Path base;

    ClusterUnderTest cluster;
    LocalWorkloads workloads;

    @AfterEach
    void stopAll() {
        workloads.close();
        registry().end("cluster", Ending.within(Duration.ofSeconds(5)));
        cluster.stop();
    }

    void prepare(String freqtrade) {
        cluster = new ClusterUnderTest(base, ClusterUnderTest.scripted(base, freqtrade), 5432);
        workloads = new LocalWorkloads(cluster.address());
    }

    void run(String freqtrade) {
        prepare(freqtrade);
        cluster.start();
    }

    ProcessRegistry registry() {
        return new ProcessRegistry(cluster.directory.resolve("run"));
    }

    HttpResponse<String> get(String path, Optional<String> token) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(cluster.address().api() + path));
            token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    static StartTrading order() {
        return new StartTrading(
                "SampleStrategy",
                "binance",
                true,
                "USDT",
                new StakeAmount.Unlimited(),
                3,
                "5m",
                List.of("BTC/USDT"),
                false);
    }

    static Pod pod(Observation.Seen seen) {
        return seen.pod().orElseThrow();
    }

    static boolean runs(Observation.Seen seen) {
        return seen.pod().filter(pod -> pod.phase() == Pod.Phase.RUNNING).isPresent();
    }

    Observation.Seen await(WorkloadId workload, Predicate<Observation.Seen> condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            Observation observation = workloads.observe(workload);
            if (observation instanceof Observation.Seen seen && condition.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime() - until)
                    .as("time is left; %s was last seen as %s", workload, observation)
                    .isNegative();
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}

package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.WorkloadsContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** On the real chart and entry script, with PostgreSQL, paperbot, and a shell script that runs backtests. */
@SuppressWarnings("NullAway.Init")
final class LocalWorkloadsTest extends WorkloadsContract {
    private static final String AT_WORK = "Running backtesting for Strategy SampleStrategy";
    private static final Secret ADMINISTRATOR = Secret.of("administrator-of-this-test");

    @TempDir
    private static Path database;

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path directory;

    private ClusterUnderTest cluster;
    private LocalWorkloads workloads;

    @BeforeAll
    static void startTheDatabase() {
        postgres = EmbeddedPostgres.start(database.resolve("postgres"), ADMINISTRATOR, 0);
        for (int number = 1; number <= 2; number++) {
            ClusterUnderTest.createTenant(postgres, ADMINISTRATOR, new ClientId(number));
        }
    }

    @AfterAll
    static void stopTheDatabase() {
        postgres.stop();
    }

    @BeforeEach
    void startTheCluster() {
        cluster = new ClusterUnderTest(directory, ClusterUnderTest.paperbotAndJobs(directory), postgres.port());
        cluster.start();
        workloads = new LocalWorkloads(cluster.address());
    }

    @AfterEach
    void stopAll() {
        workloads.close();
        cluster.stop();
    }

    @Override
    protected Workloads workloads() {
        return workloads;
    }

    @Override
    protected Deployed deploy(ClientId client, CommandId command, StartTrading order) {
        return cluster.deploy(client, command, order);
    }

    @Override
    protected CommitId remove(ClientId client) {
        return cluster.remove(client);
    }

    @Override
    protected Deployed deploy(ClientId client, CommandId command, RunBacktest order) {
        return cluster.deploy(client, command, order);
    }

    @Override
    protected CommitId remove(ClientId client, CommandId backtest) {
        return cluster.remove(client, backtest);
    }

    /** As its containers do: to the end of the file that they have open. */
    @Override
    protected void print(WorkloadId workload, List<String> lines) {
        while (isJob(workload) && workloads.logs(workload, 10_000).stream().noneMatch(AT_WORK::equals)) {
            // What the script prints by itself comes first.
            LockSupport.parkNanos(20_000_000);
        }
        cluster.print(workload, lines);
    }

    private static boolean isJob(WorkloadId workload) {
        return workload.name().contains("-backtest-");
    }

    @Override
    protected void finish(WorkloadId job, int exitCode) {
        cluster.finish(job, exitCode);
    }

    @Override
    protected void takeTheImageAwayFrom(WorkloadId job) {
        String chart = "infra/charts/freqtrade/values.yaml";
        cluster.write(
                chart,
                cluster.read(chart).replace("repository: freqtrade-platform", "repository: freqtrade-platform-x"));
        cluster.commit("Name another image");
    }

    @Override
    protected void letTheTimeBeOverOf(WorkloadId job) {
        cluster.advance(Duration.ofDays(1));
    }

    @Override
    protected void shutDownTheNodeOf(WorkloadId job) {
        cluster.shutDownAndStart();
    }

    @Override
    protected void stopTheCluster() {
        cluster.leave();
    }

    @Override
    protected void restartTheCluster() {
        cluster.start();
    }

    @Override
    protected void proceed() {}
}

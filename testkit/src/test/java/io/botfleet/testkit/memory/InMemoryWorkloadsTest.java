package io.botfleet.testkit.memory;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.WorkloadsContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class InMemoryWorkloadsTest extends WorkloadsContract {
    private final World world = new World();
    private final Workloads workloads = new InMemoryWorkloads(world);

    @Override
    protected Workloads workloads() {
        return workloads;
    }

    @Override
    protected Deployed deploy(ClientId client, CommandId command, StartTrading order) {
        ValuesDocument values = ValuesDocument.ofTrade(client, command, order, Map.of());
        return new Deployed(world.git().commitByHand(path(client), Optional.of(values.yaml())), values.digest());
    }

    @Override
    protected CommitId remove(ClientId client) {
        return world.git().commitByHand(path(client), Optional.empty());
    }

    @Override
    protected Deployed deploy(ClientId client, CommandId command, RunBacktest order) {
        ValuesDocument values = ValuesDocument.ofBacktest(client, command, order, Map.of());
        RepositoryPath path = RepositoryPath.ofBacktest(client, command);
        return new Deployed(world.git().commitByHand(path, Optional.of(values.yaml())), values.digest());
    }

    @Override
    protected CommitId remove(ClientId client, CommandId backtest) {
        return world.git().commitByHand(RepositoryPath.ofBacktest(client, backtest), Optional.empty());
    }

    @Override
    protected void print(WorkloadId workload, List<String> lines) {
        lines.forEach(line -> world.cluster().print(workload, line));
    }

    @Override
    protected void finish(WorkloadId job, int exitCode) {
        world.cluster().finish(job, exitCode);
    }

    @Override
    protected void takeTheImageAwayFrom(WorkloadId job) {
        world.cluster().jobs("SampleStrategy", new JobBehaviour.PullsNoImage());
    }

    @Override
    protected void letTheTimeBeOverOf(WorkloadId job) {
        world.clock().advance(Job.DEADLINE.plusSeconds(1));
    }

    @Override
    protected void shutDownTheNodeOf(WorkloadId job) {
        world.cluster().lose(job);
    }

    @Override
    protected void stopTheCluster() {
        world.stop(World.Part.CLUSTER);
    }

    @Override
    protected void restartTheCluster() {
        world.restart(World.Part.CLUSTER);
    }

    @Override
    protected void proceed() {
        world.cluster().reconcile();
    }

    private static RepositoryPath path(ClientId client) {
        return RepositoryPath.ofBot(client);
    }
}

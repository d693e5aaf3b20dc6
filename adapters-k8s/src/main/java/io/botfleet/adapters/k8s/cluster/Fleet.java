package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.KubernetesApi;
import io.botfleet.adapters.k8s.state.ApplicationState;
import io.botfleet.adapters.k8s.state.DeploymentState;
import io.botfleet.adapters.k8s.state.JobState;
import io.botfleet.adapters.k8s.state.Kinds;
import io.botfleet.adapters.k8s.state.PodState;
import io.botfleet.adapters.k8s.watch.Watching;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything that is watched: four watches, however many bots there are. */
final class Fleet implements AutoCloseable {
    private static final Comparator<PodState> BY_WHAT_IT_TELLS =
            Comparator.comparingInt(Fleet::liveliness).thenComparing(PodState::createdAt);

    private final Watching<ApplicationState> applications;
    private final Watching<DeploymentState> deployments;
    private final Watching<JobState> jobs;
    private final Watching<PodState> pods;

    Fleet(KubernetesApi api, KubernetesSettings settings, Consumer<String> changed) {
        applications = new Watching<>(api, Kinds.applications(settings.argoNamespace()), settings.staleness(), changed);
        deployments = new Watching<>(api, Kinds.deployments(settings.botsNamespace()), settings.staleness(), changed);
        jobs = new Watching<>(api, Kinds.jobs(settings.botsNamespace()), settings.staleness(), changed);
        pods = new Watching<>(api, Kinds.pods(settings.botsNamespace()), settings.staleness(), changed);
    }

    /** Why nothing that is said here may be taken for how it is; empty while it may. */
    Optional<String> outOfTouch() {
        return Stream.of(applications, deployments, jobs, pods)
                .flatMap(watching -> watching.outOfTouch().stream())
                .findFirst();
    }

    /** The workload's pod that runs, or else one that is about to go. */
    Optional<PodState> pod(WorkloadId workload) {
        return pods.of(workload.name()).stream().max(BY_WHAT_IT_TELLS);
    }

    private static int liveliness(PodState state) {
        return switch (state.pod().phase()) {
            case PENDING, INITIALISING, RUNNING, READY -> 2;
            case TERMINATING -> 1;
            case ENDED -> 0;
        };
    }

    Optional<ApplicationState> application(WorkloadId workload) {
        String name = workload.name().replace("-hyperopt-", "-backtest-");
        return applications.of(name).stream().findFirst();
    }

    Optional<DeploymentState> deployment(WorkloadId workload) {
        return deployments.of(workload.name()).stream().findFirst();
    }

    Optional<JobState> job(WorkloadId workload) {
        return jobs.of(workload.name()).stream().findFirst();
    }

    /** The revision that ArgoCD has taken up as a whole, which is not to say that each Application has. */
    Optional<CommitId> head() {
        return applications.named(ApplicationState.HEAD).flatMap(ApplicationState::revision);
    }

    /** How many objects are known, of all kinds. */
    int size() {
        return applications.size() + deployments.size() + jobs.size() + pods.size();
    }

    @Override
    public void close() {
        applications.close();
        deployments.close();
        jobs.close();
        pods.close();
    }

    /** Whether a pod is on its way out, and its troubles with it. */
    static boolean isLeaving(PodState state) {
        return state.pod().phase() == Pod.Phase.TERMINATING;
    }
}

package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.state.ApplicationState;
import io.botfleet.adapters.k8s.state.ContainerTrouble;
import io.botfleet.adapters.k8s.state.DeploymentState;
import io.botfleet.adapters.k8s.state.Finding;
import io.botfleet.adapters.k8s.state.JobState;
import io.botfleet.adapters.k8s.state.PodFailure;
import io.botfleet.adapters.k8s.state.PodState;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What runs, by what the API server tells of it; no request is made for a look, but for the log of a bot that crashes or a Job
 * that failed.
 */
final class KubernetesWorkloads implements Workloads {
    private final Fleet fleet;
    private final Removals removals;
    private final WakeUps wakeUps;
    private final PodLogs logs;
    private final LastWords lastWords;

    KubernetesWorkloads(Fleet fleet, Removals removals, WakeUps wakeUps, PodLogs logs) {
        this.fleet = fleet;
        this.removals = removals;
        this.wakeUps = wakeUps;
        this.logs = logs;
        this.lastWords = new LastWords(logs);
    }

    @Override
    public Observation observe(WorkloadId workload) {
        Optional<String> outOfTouch = fleet.outOfTouch();
        if (outOfTouch.isPresent()) {
            return new Observation.Unreachable(outOfTouch.get());
        }
        Optional<ApplicationState> application = fleet.application(workload);
        Optional<PodState> pod = fleet.pod(workload);
        return new Observation.Seen(
                revision(workload, application),
                pod.map(PodState::pod).or(() -> fleet.job(workload).flatMap(JobState::last)),
                problem(workload, application, pod),
                hindrance(workload, application));
    }

    /**
     * Without an Application nothing of the workload is deployed, which is what the revision as a whole says then; but what
     * it left behind came from no revision that is known any more.
     */
    private Optional<CommitId> revision(WorkloadId workload, Optional<ApplicationState> application) {
        if (application.isPresent()) {
            return application.get().revision();
        }
        boolean leftBehind =
                fleet.deployment(workload).isPresent() || fleet.job(workload).isPresent();
        return leftBehind ? Optional.empty() : fleet.head();
    }

    private Optional<Problem> problem(
            WorkloadId workload, Optional<ApplicationState> application, Optional<PodState> pod) {
        // What is older than the pod was found of what ran before.
        Instant since = pod.map(PodState::createdAt).orElse(Instant.MIN);
        if (hasEnded(workload, pod)) {
            return ofJob(workload, pod);
        }
        Optional<DeploymentState> deployment = fleet.deployment(workload);
        // ArgoCD calls degraded what is past its progress deadline, also where all that is missing is room for the pod.
        boolean waits =
                deployment.filter(state -> state.waitsForPod(pod.isPresent())).isPresent();
        return application
                .flatMap(ApplicationState::refusal)
                .map(why -> new Problem(Problem.Kind.SYNC_FAILED, why))
                .or(() -> pod.filter(state -> !Fleet.isLeaving(state)).flatMap(this::ofContainer))
                .or(() -> Stream.concat(
                                deployment.flatMap(DeploymentState::stuck).stream(),
                                application.flatMap(ApplicationState::degraded).stream())
                        .filter(finding -> isOf(finding, since))
                        .filter(_ -> !waits)
                        .map(finding -> new Problem(Problem.Kind.DEGRADED, finding.message()))
                        .findFirst());
    }

    /**
     * Whether it was found of what runs since then. Times are told in seconds: a pod that got room at last may be as old as the
     * word that the deadline for it had passed, which nothing else is taken for.
     */
    private static boolean isOf(Finding finding, Instant since) {
        return finding.message().contains("progress deadline")
                ? finding.at().isAfter(since)
                : !finding.at().isBefore(since);
    }

    private Optional<String> hindrance(WorkloadId workload, Optional<ApplicationState> application) {
        return fleet.deployment(workload)
                .flatMap(DeploymentState::hindrance)
                .or(() -> application.flatMap(ApplicationState::hindrance));
    }

    /** Whether it is a Job that is over: then nothing can be made of it any more, and how it ended is all there is to say. */
    private boolean hasEnded(WorkloadId workload, Optional<PodState> pod) {
        Optional<JobState> job = fleet.job(workload);
        boolean podEnded =
                pod.filter(state -> state.pod().phase() == Pod.Phase.ENDED).isPresent();
        return job.filter(JobState::isOver).isPresent()
                || (podEnded && (job.isPresent() || pod.flatMap(PodState::end).isPresent()));
    }

    /** The pod's own word comes first: it is there sooner, and the Job's is that it was tried often enough. */
    private Optional<Problem> ofJob(WorkloadId workload, Optional<PodState> pod) {
        return pod.flatMap(PodState::end)
                .map(PodFailure::message)
                .or(() -> fleet.job(workload).flatMap(JobState::failure))
                .map(why -> ended(why, pod));
    }

    private Optional<Problem> ofContainer(PodState pod) {
        return pod.trouble().map(trouble -> new Problem(trouble.kind(), words(pod, trouble)));
    }

    private String words(PodState pod, ContainerTrouble trouble) {
        return trouble.kind() == Problem.Kind.CRASH_LOOP
                ? lastWords.of(pod).orElse(trouble.message())
                : trouble.message();
    }

    private Problem ended(String why, Optional<PodState> pod) {
        String words = pod.flatMap(lastWords::of)
                .map(last -> "; its last words: " + last)
                .orElse("");
        return new Problem(Problem.Kind.DEGRADED, why + words);
    }

    @Override
    public void onChange(Consumer<WorkloadId> wakeUp) {
        wakeUps.listen(wakeUp);
    }

    @Override
    public void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {
        removals.remove(workload, holdsRemoval);
    }

    @Override
    public List<String> logs(WorkloadId workload, int lines) {
        requireTouch(workload);
        Optional<PodState> pod = fleet.pod(workload);
        try {
            return pod.isPresent() ? logs.tail(pod.get(), lines) : List.of();
        } catch (ApiFailure failure) {
            throw new Unavailable("the log of " + workload + ": " + failure.what(), failure);
        }
    }

    @Override
    public Stream<String> follow(WorkloadId workload, int lines) {
        requireTouch(workload);
        Optional<PodState> pod = fleet.pod(workload);
        return pod.isPresent() ? FollowedLog.of(logs, sightOf(workload, pod.get()), lines) : Stream.empty();
    }

    private void requireTouch(WorkloadId workload) {
        Optional<String> outOfTouch = fleet.outOfTouch();
        if (outOfTouch.isPresent()) {
            throw new Unavailable("the log of " + workload + ": " + outOfTouch.get());
        }
    }

    private FollowedLog.Sight sightOf(WorkloadId workload, PodState pod) {
        return new FollowedLog.Sight() {
            @Override
            public Optional<PodState> pod() {
                return fleet.pod(workload)
                        .filter(now -> now.pod().uid().equals(pod.pod().uid()));
            }

            @Override
            public Optional<String> outOfTouch() {
                return fleet.outOfTouch();
            }
        };
    }
}

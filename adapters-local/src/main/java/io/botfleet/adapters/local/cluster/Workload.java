package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.cluster.manifest.ManifestRefused;
import io.botfleet.adapters.local.cluster.manifest.Manifests;
import io.botfleet.adapters.local.cluster.pod.FollowedLog;
import io.botfleet.adapters.local.cluster.pod.Node;
import io.botfleet.adapters.local.cluster.pod.Opened;
import io.botfleet.adapters.local.cluster.pod.Pod;
import io.botfleet.domain.bot.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One workload: what Git wants of it, and the pod there is; never two pods, since the next starts when the last is gone. */
final class Workload {
    /** What a render came to, with the text it was read from. */
    private record Wanted(Manifests manifests, String yaml) {
        boolean runs() {
            return manifests.controller().count() == 1;
        }
    }

    private final String name;
    private final Node node;
    private Optional<Wanted> wanted = Optional.empty();
    private Optional<Pod> pod = Optional.empty();
    private Optional<Problem> refused = Optional.empty();
    private boolean leaving;

    Workload(String name, Node node) {
        this.name = name;
        this.node = node;
    }

    /** Takes over what a killed cluster left of it; until Git says otherwise, that is also what is wanted. */
    void adopt(Pod left, String yaml) {
        pod = Optional.of(left);
        wanted = Optional.of(new Wanted(left.manifests(), yaml));
    }

    /** What the head of the repository renders. */
    void want(String yaml) {
        try {
            Manifests manifests = Manifests.parse(yaml);
            if (!manifests.key().name().equals(name)) {
                throw new ManifestRefused(
                        "what the folder renders is named " + manifests.key().name() + " instead of " + name);
            }
            if (isJobOfAnother(manifests)) {
                throw new ManifestRefused("the Job's spec.template is immutable, and these values make another one");
            }
            // Opened for the check alone: what can't be started must not end what runs.
            Opened.of(manifests, node.key());
            if (pod.isPresent() && pod.get().templateHash().equals(manifests.templateHash())) {
                pod.get().refresh(manifests, yaml);
            }
            wanted = Optional.of(new Wanted(manifests, yaml));
            refused = Optional.empty();
        } catch (ManifestRefused no) {
            refuse(String.valueOf(no.getMessage()));
        }
    }

    /** As in Kubernetes: what a Job ran once can't become something else. */
    private boolean isJobOfAnother(Manifests manifests) {
        return wanted.isPresent()
                && pod.filter(there -> there.runsOnce() && !there.templateHash().equals(manifests.templateHash()))
                        .isPresent();
    }

    /** The head can't be deployed: what runs goes on. */
    void refuse(String why) {
        refused = Optional.of(new Problem(Problem.Kind.SYNC_FAILED, why));
    }

    /** It is not in the repository any more. */
    void drop() {
        wanted = Optional.empty();
        refused = Optional.empty();
    }

    void tick() {
        if (leaving && pod.isPresent()) {
            pod.get().tick();
            pod = pod.filter(it -> !it.ended() && !it.finished());
            return;
        }
        Optional<Wanted> running = wanted.filter(Wanted::runs);
        if (pod.isPresent()) {
            Pod present = pod.get();
            boolean right = running.isPresent()
                    && running.get().manifests().templateHash().equals(present.templateHash());
            if (!right) {
                present.terminate();
            }
            present.tick();
            if (!present.ended()) {
                return;
            }
            pod = Optional.empty();
        }
        if (running.isPresent()) {
            try {
                pod = Optional.of(Pod.create(
                        name, running.get().manifests(), running.get().yaml(), node));
            } catch (ManifestRefused no) {
                refuse(String.valueOf(no.getMessage()));
            }
        }
    }

    /** Ends the pod with no more grace than this, and starts no other; what became of a Job's stays for the next cluster. */
    void shutDown(Duration grace) {
        drop();
        leaving = true;
        pod.ifPresent(it -> it.shutDown(grace));
    }

    /** Neither wanted nor there. */
    boolean gone() {
        return wanted.isEmpty() && pod.isEmpty() && refused.isEmpty();
    }

    List<String> log(int lines) {
        return pod.map(it -> it.log(lines)).orElse(List.of());
    }

    /** Of the pod that is there now; empty where none is. */
    Optional<FollowedLog> follow(int lines) {
        return pod.map(it -> it.follow(lines));
    }

    WorkloadStatus status() {
        Optional<Problem> problem = pod.filter(Pod::finished).isPresent()
                ? pod.flatMap(Pod::problem)
                : refused.or(() -> pod.flatMap(Pod::problem));
        return new WorkloadStatus(
                name,
                pod.map(Pod::status).orElse(null),
                problem.map(WorkloadStatus.Trouble::of).orElse(null),
                pod.flatMap(Pod::address).map(URI::toString).orElse(null));
    }
}

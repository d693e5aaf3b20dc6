package io.botfleet.testkit.kubernetes;

import io.botfleet.testkit.kubernetes.LogServer.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A node of a real control plane in which no container runs, in this JVM: it registers itself, takes every pod, reports a
 * status of it, lets it go when it is deleted, and serves its log. Unless a test says otherwise, the pod of a Job succeeds
 * and every other one gets ready.
 *
 * <p>It is scheduler and kubelet in one, so neither may be there beside it. While the API server is away it waits; pods that
 * are gone by the time it is back are forgotten when it is closed.
 */
final class StandInNode implements Node {
    static final String NAME = "stand-in";
    static final String ADDRESS = "127.0.0.1";

    private static final Logger LOG = System.getLogger(StandInNode.class.getName());

    /** A controller takes a node for lost that was silent for 40 seconds (kube-controller-manager's default). */
    private static final long HEARTBEAT_MILLIS = 10_000;

    private static final long RETRY_MILLIS = 200;

    /** How pods do whose names have this prefix. */
    private record Fate(String namespace, String prefix, Outcome outcome, String log) {
        boolean isFor(PodObject pod) {
            return pod.namespace().equals(namespace) && pod.name().startsWith(prefix);
        }
    }

    private final ApiAccess api;
    private final int logPort;
    private final LogServer logs;
    private final Map<String, Fate> fates = new ConcurrentHashMap<>();
    private final Map<String, Taken> pods = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;

    private StandInNode(ApiAccess api, int logPort) throws IOException, GeneralSecurityException {
        this.api = api;
        this.logPort = logPort;
        this.logs = LogServer.start(logPort, this::log);
    }

    /**
     * Returns once it is registered.
     *
     * @param api of a control plane that answers
     * @param logPort on which the API server asks it for logs
     */
    static StandInNode join(ApiAccess api, int logPort) {
        try {
            StandInNode node = new StandInNode(api, logPort);
            try {
                node.register();
            } catch (RuntimeException refused) {
                node.close();
                throw refused;
            }
            node.threads.execute(node::beat);
            node.threads.execute(node::watch);
            return node;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("the stand-in for a node does not start", failure);
        }
    }

    @Override
    public void fare(String namespace, String prefix, Outcome outcome, String log) {
        Fate fate = new Fate(namespace, prefix, outcome, log);
        fates.put(namespace + "/" + prefix, fate);
        for (Taken each : pods.values()) {
            if (fate.isFor(each.pod)) {
                each.reconcile();
            }
        }
    }

    private void register() {
        ControlPlane.Answer made = api.call("POST", "/api/v1/nodes", ApiAccess.JSON, """
                {"apiVersion": "v1", "kind": "Node",
                 "metadata": {"name": "%1$s", "labels": {"kubernetes.io/hostname": "%1$s"}}}
                """.formatted(NAME));
        if (made.status() != 201 && made.status() != 409) {
            throw new IllegalStateException("the node is not taken: " + made);
        }
        ControlPlane.Answer reported = report();
        if (reported.status() != 200) {
            throw new IllegalStateException("the node's status is not taken: " + reported);
        }
    }

    private ControlPlane.Answer report() {
        String room = "{\"cpu\": \"64\", \"memory\": \"256Gi\", \"pods\": \"20000\"}";
        return api.call("PATCH", "/api/v1/nodes/" + NAME + "/status", ApiAccess.MERGE, """
                {"status": {
                  "addresses": [{"type": "InternalIP", "address": "%s"}],
                  "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}},
                  "capacity": %3$s, "allocatable": %3$s,
                  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                    "lastHeartbeatTime": "%4$s", "lastTransitionTime": "%4$s"}]}}
                """.formatted(
                        ADDRESS, logPort, room, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** It also tries again what the API server did not take. */
    private void beat() {
        while (pause(HEARTBEAT_MILLIS)) {
            try {
                report();
                pods.values().forEach(Taken::tryToReconcile);
            } catch (RuntimeException away) {
                // It is told again with the next beat.
            }
        }
    }

    /** Each watch begins with every pod that is there, as a server does that is told no version to begin with. */
    private void watch() {
        do {
            try (Stream<String> events = api.lines("/api/v1/pods?watch=true")) {
                events.forEach(line -> PodObject.event(line).ifPresent(this::happened));
            } catch (UncheckedIOException away) {
                // The API server is away, or has ended the watch: it is begun again.
            } catch (RuntimeException unexpected) {
                if (!closed) {
                    LOG.log(Level.WARNING, "the watch of pods is begun again", unexpected);
                }
            }
        } while (pause(RETRY_MILLIS));
    }

    private boolean pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private void happened(PodObject.Event event) {
        PodObject pod = event.pod();
        if (pod.node().isPresent() && !pod.node().get().equals(NAME)) {
            return;
        }
        if (event.type().equals("DELETED")) {
            Taken gone = pods.remove(pod.path());
            if (gone != null) {
                gone.log.mayGoOn(false);
            }
            return;
        }
        Taken taken = pods.compute(
                pod.path(),
                (_, before) -> before != null && before.pod.uid().equals(pod.uid()) ? before : new Taken(pod));
        taken.pod = pod;
        threads.execute(taken::tryToReconcile);
    }

    private Fate fateOf(PodObject pod) {
        return fates.values().stream()
                .filter(fate -> fate.isFor(pod))
                .max(Comparator.comparingInt(fate -> fate.prefix().length()))
                .orElseGet(() -> new Fate(pod.namespace(), "", pod.ofAJob() ? Outcome.SUCCEED : Outcome.READY, ""));
    }

    private Found log(String namespace, String name) {
        return Optional.ofNullable(pods.get("/api/v1/namespaces/" + namespace + "/pods/" + name))
                .map(Taken::foundLog)
                .orElseGet(() -> new Found.Refused(404, "pod " + name + " is not on this node"));
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        logs.close();
    }

    /** A pod that is on this node, or will be. */
    private final class Taken {
        private final ContainerLog log = new ContainerLog();
        private volatile PodObject pod;
        private Optional<Outcome> reported = Optional.empty();

        Taken(PodObject pod) {
            this.pod = pod;
        }

        /** What the API server does not take is tried again with the next beat. */
        void tryToReconcile() {
            try {
                reconcile();
            } catch (UncheckedIOException away) {
                // With the next beat, or the next event.
            } catch (RuntimeException notTaken) {
                if (!closed) {
                    LOG.log(Level.WARNING, "of pod " + pod.name(), notTaken);
                }
            }
        }

        /** Brings what the API server has of it to what it should have. */
        synchronized void reconcile() {
            PodObject now = pod;
            if (now.isLeaving()) {
                api.call("DELETE", now.path(), ApiAccess.JSON, """
                        {"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0,
                         "preconditions": {"uid": "%s"}}
                        """.formatted(now.uid()));
                return;
            }
            if (now.node().isEmpty()) {
                // The bound pod comes back as an event.
                api.call("POST", now.path() + "/binding", ApiAccess.JSON, """
                        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s", "uid": "%s"},
                         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}
                        """.formatted(now.name(), now.uid(), NAME));
                return;
            }
            Fate fate = fateOf(now);
            log.become(fate.log());
            if (!now.hasEnded() && reported.filter(Outcome::isTheEnd).isEmpty()) {
                report(now, fate.outcome());
            }
            log.mayGoOn(!now.hasEnded() && reported.filter(Outcome::runs).isPresent());
        }

        private void report(PodObject now, Outcome outcome) {
            if (reported.equals(Optional.of(outcome))) {
                return;
            }
            ControlPlane.Answer answer = api.call(
                    "PATCH",
                    now.path() + "/status",
                    ApiAccess.MERGE,
                    "{\"metadata\": {\"uid\": \"" + now.uid() + "\"}, \"status\": " + outcome.statusOf(now) + "}");
            if (answer.status() == 200) {
                reported = Optional.of(outcome);
            } else if (!List.of(404, 409).contains(answer.status())) {
                throw new IllegalStateException("the status of " + now.name() + " is not taken: " + answer);
            }
        }

        /** Whose container has not started has no log. */
        private synchronized Found foundLog() {
            boolean isWaiting = reported.filter(Outcome::hasNotStarted).isPresent()
                    && log.printed().lines().isEmpty();
            return isWaiting
                    ? new Found.Refused(400, "a container in pod " + pod.name() + " is waiting to start")
                    : new Found.Log(log);
        }
    }
}

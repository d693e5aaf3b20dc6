package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.cluster.manifest.Container;
import io.botfleet.adapters.local.cluster.manifest.Probe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The probes of one run of a container, asked from the node's loop without ever waiting for an answer. */
final class Probing {
    /** One probe with what it has answered so far. */
    private final class Asked {
        private final Probe probe;
        private final Instant earliest;
        private Optional<CompletableFuture<Boolean>> answer = Optional.empty();
        private Instant next;
        private boolean succeeded;
        private int failures;

        Asked(Probe probe, Instant from) {
            this.probe = probe;
            this.earliest = from.plus(probe.initialDelay());
            this.next = earliest;
        }

        void tick(Instant now, Duration period) {
            if (answer.isPresent() && answer.get().isDone()) {
                boolean success = answer.get().join();
                succeeded = success || (succeeded && failures + 1 < probe.failures());
                failures = success ? 0 : failures + 1;
                answer = Optional.empty();
            }
            if (answer.isEmpty() && !now.isBefore(next)) {
                next = now.plus(period);
                answer = Optional.of(ask(probe));
            }
        }
    }

    private final HttpClient http;
    private final int port;
    private final Duration firstProbes;
    private final Optional<Asked> startup;
    private final Optional<Asked> readiness;
    private final Optional<Asked> liveness;
    private boolean started;

    /**
     * @param since when the container was started
     * @param before what the probes had said when the cluster's process before this one saved it
     */
    Probing(Container container, int port, HttpClient http, Duration firstProbes, Instant since, PodState before) {
        this.http = http;
        this.port = port;
        this.firstProbes = firstProbes;
        this.started = before.started();
        this.startup = Optional.ofNullable(container.startupProbe()).map(probe -> new Asked(probe, since));
        this.readiness = Optional.ofNullable(container.readinessProbe()).map(probe -> new Asked(probe, since));
        this.liveness = Optional.ofNullable(container.livenessProbe()).map(probe -> new Asked(probe, since));
        readiness.ifPresent(asked -> asked.succeeded = before.ready());
    }

    void tick(Instant now) {
        if (!started) {
            startup.ifPresent(asked -> asked.tick(now, shorter(asked.probe.period(), firstProbes)));
            started = startup.isEmpty() || startup.get().succeeded;
            if (!started) {
                return;
            }
        }
        readiness.ifPresent(asked ->
                asked.tick(now, asked.succeeded ? asked.probe.period() : shorter(asked.probe.period(), firstProbes)));
        liveness.ifPresent(asked -> asked.tick(now, asked.probe.period()));
    }

    boolean started() {
        return started;
    }

    boolean ready() {
        return started && (readiness.isEmpty() || readiness.get().succeeded);
    }

    /** Why the container must be restarted, where a probe says so. */
    Optional<String> verdict(Instant now) {
        if (!started) {
            return startup.filter(asked ->
                            now.isAfter(asked.earliest.plus(asked.probe.period().multipliedBy(asked.probe.failures()))))
                    .map(asked -> "it did not answer its startup probe in time");
        }
        return liveness.filter(asked -> asked.failures >= asked.probe.failures())
                .map(asked -> "it does not answer its liveness probe any more");
    }

    private CompletableFuture<Boolean> ask(Probe probe) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + probe.httpGet().path()))
                .timeout(probe.timeout())
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) ->
                        failure == null && response.statusCode() >= 200 && response.statusCode() < 400);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

package io.botfleet.adapters.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.cluster.pod.PodStatus;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The workloads of a local cluster, over its API; what it can't be asked is {@link Observation.Unreachable}. */
public final class LocalWorkloads implements Workloads, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONG_POLL = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** The API's answer about one workload. */
    private record One(@Nullable String revision, @Nullable WorkloadStatus workload) {}

    private final ClusterAddress cluster;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<Consumer<WorkloadId>> listeners = new CopyOnWriteArrayList<>();
    private final Thread events =
            Thread.ofVirtual().name("local-cluster-events").unstarted(this::follow);
    private volatile boolean closed;

    public LocalWorkloads(ClusterAddress cluster) {
        this.cluster = cluster;
    }

    @Override
    public Observation observe(WorkloadId workload) {
        try {
            One answer = one(workload);
            Optional<WorkloadStatus> status = Optional.ofNullable(answer.workload());
            return new Observation.Seen(
                    Optional.ofNullable(answer.revision()).map(CommitId::new),
                    status.map(WorkloadStatus::pod).map(LocalWorkloads::pod),
                    status.map(WorkloadStatus::problem).map(WorkloadStatus.Trouble::toProblem));
        } catch (IOException | RuntimeException unknown) {
            return new Observation.Unreachable(why(unknown));
        }
    }

    /** Where the workload's bot listens; empty where no container runs, or the cluster does not answer. */
    public Optional<URI> addressOf(WorkloadId workload) {
        try {
            return Optional.ofNullable(one(workload).workload())
                    .map(WorkloadStatus::address)
                    .map(URI::create);
        } catch (IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> logs(WorkloadId workload, int lines) {
        try {
            JsonNode answer = JSON.readTree(get("/v1/workloads/" + workload.name() + "/log?lines=" + lines, PATIENCE));
            return StreamSupport.stream(answer.required("lines").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        } catch (IOException | RuntimeException failure) {
            throw new Unavailable("the log of " + workload, failure);
        }
    }

    @Override
    public Stream<String> follow(WorkloadId workload, int lines) {
        try {
            return LogStream.of(
                    workload.name(),
                    get(
                            "/v1/workloads/" + workload.name() + "/log/follow?lines=" + lines,
                            PATIENCE,
                            answer -> answer.statusCode() == 200
                                    ? HttpResponse.BodySubscribers.ofPublisher()
                                    : HttpResponse.BodySubscribers.replacing(_ -> {})));
        } catch (IOException | RuntimeException failure) {
            throw new Unavailable("the log of " + workload, failure);
        }
    }

    @Override
    public synchronized void onChange(Consumer<WorkloadId> wakeUp) {
        listeners.add(wakeUp);
        if (events.getState() == Thread.State.NEW) {
            events.start();
        }
    }

    /** Nothing: the local cluster ends what Git does not have by itself. */
    @Override
    public void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {}

    /** Long-polls for changes until it is closed; after a failure it starts over, since wake-ups may be missed. */
    private void follow() {
        long sequence = 0;
        while (!closed) {
            try {
                JsonNode answer = JSON.readTree(get("/v1/events?after=" + sequence, LONG_POLL));
                sequence = answer.required("sequence").asLong();
                for (JsonNode name : answer.required("workloads")) {
                    WorkloadId workload = new WorkloadId(name.asText());
                    listeners.forEach(listener -> listener.accept(workload));
                }
            } catch (IOException | RuntimeException unreachable) {
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY);
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    private One one(WorkloadId workload) throws IOException {
        return JSON.readValue(get("/v1/workloads/" + workload.name(), PATIENCE), One.class);
    }

    private String get(String path, Duration patience) throws IOException {
        return get(path, patience, HttpResponse.BodyHandlers.ofString());
    }

    /** The token is read at each call: a cluster that was set up anew has another. */
    private <T> T get(String path, Duration patience, HttpResponse.BodyHandler<T> body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(cluster.api().resolve(path))
                .timeout(patience)
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(cluster.token()).trim())
                .build();
        try {
            HttpResponse<T> response = http.send(request, body);
            if (response.statusCode() != 200) {
                throw new IOException("the local cluster answers " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the local cluster", interrupted);
        }
    }

    private static String why(Exception failure) {
        return Optional.ofNullable(failure.getMessage())
                .orElse("the local cluster gives no answer ("
                        + failure.getClass().getSimpleName() + ")");
    }

    private static Pod pod(PodStatus status) {
        return new Pod(
                status.name(),
                status.uid(),
                annotation(status.annotations(), "botfleet.io/command-id", CommandId::parse),
                annotation(status.annotations(), "botfleet.io/values-digest", ValuesDigest::new),
                status.image(),
                status.phase(),
                status.restarts(),
                Instant.parse(status.startedAt()));
    }

    /** An annotation that is missing or malformed belongs to no command, and is none of ours. */
    private static <T> Optional<T> annotation(Map<String, String> annotations, String name, Function<String, T> parse) {
        try {
            return Optional.ofNullable(annotations.get(name)).map(parse);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        events.interrupt();
        http.shutdownNow();
    }
}

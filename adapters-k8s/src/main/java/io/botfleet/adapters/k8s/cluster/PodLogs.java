package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.api.KubernetesApi;
import io.botfleet.adapters.k8s.state.PodState;
import io.botfleet.domain.bot.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What containers printed, as their node's kubelet has kept it. */
final class PodLogs {
    private static final int MOST_LINES = 10_000;
    /** More than a kubelet keeps (containerLogMaxSize, 10 MiB): what is cut off is the end, where a result is. */
    private static final long MOST_BYTES = 16L << 20;

    private static final Duration QUIET = Duration.ofSeconds(4);

    private final KubernetesApi api;
    private final String namespace;

    PodLogs(KubernetesApi api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /** The last lines of the container that has most to tell, oldest first; none where it has not started. */
    List<String> tail(PodState pod, int lines) throws ApiFailure {
        if (lines < 1) {
            return List.of();
        }
        try {
            return api.get(
                    path(pod),
                    Map.of(
                            "container", pod.container(),
                            "tailLines", "" + Math.min(lines, MOST_LINES),
                            "limitBytes", "" + MOST_BYTES),
                    QUIET,
                    PodLogs::lines);
        } catch (ApiFailure failure) {
            if (failure.isAbsent() || failure.isBadRequest()) {
                return List.of();
            }
            throw failure;
        }
    }

    /**
     * What {@link #tail} gives and then what the container prints, each line behind the time at which it was printed (RFC
     * 3339), until the server ends it. It waits for lines without a limit.
     *
     * <p>Of a pod that has ended, what it printed is all there is.
     *
     * @param since instead of the last lines, those from about this time on; the server looks at whole seconds
     */
    void follow(PodState pod, int lines, Optional<Instant> since, KubernetesApi.Reading<Boolean> reading)
            throws ApiFailure {
        Map<String, String> query = new HashMap<>(Map.of("container", pod.container(), "timestamps", "true"));
        if (pod.pod().phase() != Pod.Phase.ENDED) {
            query.put("follow", "true");
        }
        since.ifPresentOrElse(
                time -> query.put("sinceTime", time.toString()),
                () -> query.put("tailLines", "" + Math.clamp(lines, 0, MOST_LINES)));
        api.follow(path(pod), query, Duration.ZERO, reading);
    }

    private String path(PodState pod) {
        return "/api/v1/namespaces/" + namespace + "/pods/" + pod.name() + "/log";
    }

    private static List<String> lines(InputStream body) throws IOException {
        List<String> lines = new ArrayList<>();
        LogLines log = new LogLines(body);
        for (Optional<String> line = log.next(); line.isPresent(); line = log.next()) {
            lines.add(line.get());
        }
        return List.copyOf(lines);
    }
}

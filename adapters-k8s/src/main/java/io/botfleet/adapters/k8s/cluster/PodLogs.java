package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.api.KubernetesApi;
import io.botfleet.adapters.k8s.state.PodState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What containers printed, as their node's kubelet has kept it. */
final class PodLogs {
    private static final int MOST_LINES = 5_000;
    private static final int LONGEST_LINE = 4_000;
    private static final long MOST_BYTES = 8L << 20;
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
                    "/api/v1/namespaces/" + namespace + "/pods/" + pod.name() + "/log",
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

    private static List<String> lines(InputStream body) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…");
        }
        return List.copyOf(lines);
    }
}

package io.botfleet.adapters.local.cluster.manifest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An HTTP probe of a container, with the defaults of the Kubernetes API. */
public record Probe(
        HttpGet httpGet,
        @Nullable Integer initialDelaySeconds,
        @Nullable Integer periodSeconds,
        @Nullable Integer timeoutSeconds,
        @Nullable Integer failureThreshold) {
    /** @param port the number or the name of a container port */
    public record HttpGet(String path, String port) {}

    public Duration initialDelay() {
        return Duration.ofSeconds(initialDelaySeconds == null ? 0 : initialDelaySeconds);
    }

    public Duration period() {
        return Duration.ofSeconds(periodSeconds == null ? 10 : periodSeconds);
    }

    public Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds == null ? 1 : timeoutSeconds);
    }

    public int failures() {
        return failureThreshold == null ? 3 : failureThreshold;
    }
}

package io.botfleet.adapters.local.cluster.manifest;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Job that is tried once: {@code backoffLimit} must be 0, and the pod's {@code restartPolicy} {@code Never}. */
public record Job(String apiVersion, String kind, Metadata metadata, Spec spec) implements Controller {
    public record Spec(
            @Nullable Integer backoffLimit, @Nullable Long activeDeadlineSeconds, PodTemplate template) {}

    @Override
    public PodTemplate template() {
        return spec.template();
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public boolean runsOnce() {
        return true;
    }

    /** The Job's own, or its pod's where that is shorter. */
    @Override
    public Optional<Duration> deadline() {
        return Stream.of(spec.activeDeadlineSeconds(), spec.template().spec().activeDeadlineSeconds())
                .filter(Objects::nonNull)
                .map(Duration::ofSeconds)
                .min(Duration::compareTo);
    }

    void check() throws ManifestRefused {
        if (spec == null || !Objects.equals(spec.backoffLimit(), 0)) {
            throw new ManifestRefused("spec.backoffLimit of the Job must be 0: it is tried once");
        }
        PodTemplate.check(spec.template(), "Job", "Never");
    }
}

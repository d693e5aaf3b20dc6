package io.botfleet.adapters.local.cluster.manifest;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Deployment of no or one pod, which never runs two: {@code strategy.type} must be {@code Recreate}. */
public record Deployment(String apiVersion, String kind, Metadata metadata, Spec spec) implements Controller {
    public record Spec(
            @Nullable Integer replicas,
            @Ignored @Nullable Integer revisionHistoryLimit,
            @Ignored @Nullable Integer progressDeadlineSeconds,
            Strategy strategy,
            @Ignored Object selector,
            PodTemplate template) {
        public int count() {
            return replicas == null ? 1 : replicas;
        }
    }

    public record Strategy(String type) {}

    @Override
    public PodTemplate template() {
        return spec.template();
    }

    @Override
    public int count() {
        return spec.count();
    }

    @Override
    public boolean runsOnce() {
        return false;
    }

    @Override
    public Optional<Duration> deadline() {
        return Optional.empty();
    }

    void check() throws ManifestRefused {
        if (spec == null) {
            throw new ManifestRefused("the Deployment has no pod template");
        }
        if (spec.count() < 0 || spec.count() > 1) {
            throw new ManifestRefused(
                    "spec.replicas of the Deployment is " + spec.count() + "; two bots would trade one" + " account");
        }
        if (spec.strategy() == null || !Objects.equals(spec.strategy().type(), "Recreate")) {
            throw new ManifestRefused("spec.strategy.type of the Deployment must be Recreate");
        }
        PodTemplate.check(spec.template(), "Deployment", "Always");
    }
}

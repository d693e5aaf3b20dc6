package io.botfleet.adapters.local.cluster.manifest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Deployment of no or one pod, which never runs two: {@code strategy.type} must be {@code Recreate}. */
public record Deployment(String apiVersion, String kind, Metadata metadata, Spec spec) {
    public record Spec(
            @Nullable Integer replicas,
            @Ignored @Nullable Integer revisionHistoryLimit,
            @Ignored @Nullable Integer progressDeadlineSeconds,
            Strategy strategy,
            @Ignored Object selector,
            Template template) {
        public int count() {
            return replicas == null ? 1 : replicas;
        }
    }

    public record Strategy(String type) {}

    public record Template(Metadata metadata, PodSpec spec) {}

    void check() throws ManifestRefused {
        if (spec == null
                || spec.template() == null
                || spec.template().spec() == null
                || spec.template().metadata() == null) {
            throw new ManifestRefused("the Deployment has no pod template");
        }
        if (spec.count() < 0 || spec.count() > 1) {
            throw new ManifestRefused(
                    "spec.replicas of the Deployment is " + spec.count() + "; two bots would trade one" + " account");
        }
        if (spec.strategy() == null || !Objects.equals(spec.strategy().type(), "Recreate")) {
            throw new ManifestRefused("spec.strategy.type of the Deployment must be Recreate");
        }
        spec.template().spec().check("spec.template.spec of the Deployment");
    }
}

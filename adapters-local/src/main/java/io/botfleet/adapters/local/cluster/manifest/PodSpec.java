package io.botfleet.adapters.local.cluster.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pod: at most one init container, and one container. */
public record PodSpec(
        @Ignored @Nullable String serviceAccountName,
        @Ignored @Nullable Boolean automountServiceAccountToken,
        @Ignored @Nullable Boolean enableServiceLinks,
        @Ignored @Nullable Object securityContext,
        @Ignored @Nullable String priorityClassName,
        @Nullable String restartPolicy,
        @Nullable Long activeDeadlineSeconds,
        @Nullable Long terminationGracePeriodSeconds,
        List<Container> initContainers,
        List<Container> containers,
        List<Volume> volumes) {
    public PodSpec {
        initContainers = initContainers == null ? List.of() : List.copyOf(initContainers);
        containers = containers == null ? List.of() : List.copyOf(containers);
        volumes = volumes == null ? List.of() : List.copyOf(volumes);
    }

    public Optional<Container> initContainer() {
        return initContainers.stream().findFirst();
    }

    public Container container() {
        return containers.getFirst();
    }

    /** The init container, if there is one, and the container. */
    public List<Container> all() {
        return Stream.concat(initContainers.stream(), containers.stream()).toList();
    }

    public Duration gracePeriod() {
        return Duration.ofSeconds(terminationGracePeriodSeconds == null ? 30 : terminationGracePeriodSeconds);
    }

    void check(String where, String policy) throws ManifestRefused {
        if (!policy.equals(restartPolicy == null ? "Always" : restartPolicy)) {
            throw new ManifestRefused(where + ".restartPolicy must be " + policy);
        }
        if (policy.equals("Always") && activeDeadlineSeconds != null) {
            throw new ManifestRefused(where + ".activeDeadlineSeconds is for what ends by itself");
        }
        if (initContainers.size() > 1 || containers.size() != 1) {
            throw new ManifestRefused(where + " needs one container, and at most one init container");
        }
        for (Container init : initContainers) {
            init.check(where + ".initContainers[0]");
        }
        container().check(where + ".containers[0]");
        for (int i = 0; i < volumes.size(); i++) {
            volumes.get(i).check(where + ".volumes[" + i + "]");
        }
        for (Container container : all()) {
            for (Container.Mount mount : container.volumeMounts()) {
                if (volumes.stream().noneMatch(volume -> volume.name().equals(mount.name()))) {
                    throw new ManifestRefused(
                            where + " mounts the volume " + mount.name() + ", which it does not have");
                }
            }
        }
    }
}

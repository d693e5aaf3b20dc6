package io.botfleet.adapters.local.cluster.manifest;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container: here a process whose working directory and mounts lie under the pod's folder. */
public record Container(
        String name,
        String image,
        @Ignored @Nullable String imagePullPolicy,
        String workingDir,
        List<String> command,
        List<String> args,
        List<Variable> env,
        List<Port> ports,
        @Nullable Probe startupProbe,
        @Nullable Probe livenessProbe,
        @Nullable Probe readinessProbe,
        @Ignored @Nullable Object resources,
        @Ignored @Nullable Object securityContext,
        List<Mount> volumeMounts) {
    /** An environment variable, with a value or with where it comes from. */
    public record Variable(
            String name, @Nullable String value, @Nullable Source valueFrom) {
        boolean hasOneSource() {
            if (valueFrom == null) {
                return true;
            }
            return value == null && (valueFrom.secretKeyRef() == null) != (valueFrom.configMapKeyRef() == null);
        }
    }

    /** Exactly one of the two. */
    public record Source(
            @Nullable KeyReference secretKeyRef, @Nullable KeyReference configMapKeyRef) {}

    /** One key of a ConfigMap or Secret. */
    public record KeyReference(String name, String key) {}

    /** A port that the program in the image listens on; locally it is told another one. */
    public record Port(
            @Nullable String name,
            int containerPort,
            @Ignored @Nullable String protocol) {
        boolean is(String nameOrNumber) {
            return nameOrNumber.equals(name) || nameOrNumber.equals(Integer.toString(containerPort));
        }
    }

    /** Where the container sees a volume. */
    public record Mount(
            String name,
            String mountPath,
            @Ignored @Nullable Boolean readOnly) {}

    public Container {
        command = command == null ? List.of() : List.copyOf(command);
        args = args == null ? List.of() : List.copyOf(args);
        env = env == null ? List.of() : List.copyOf(env);
        ports = ports == null ? List.of() : List.copyOf(ports);
        volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
    }

    void check(String where) throws ManifestRefused {
        require(Names.isLabel(name) && image != null, where + " needs a name and an image");
        require(!command.isEmpty(), where + " needs a command: images have none of their own here");
        require(
                workingDir != null
                        && workingDir.startsWith("/")
                        && Path.of(workingDir).normalize().toString().equals(workingDir),
                where + ".workingDir must be an absolute path");
        require(ports.size() <= 1, where + " has more than one port");
        for (Mount mount : volumeMounts) {
            require(
                    isVisible(Path.of(mount.mountPath())),
                    where + " mounts " + mount.mountPath() + ", which is neither /tmp nor below " + workingDir
                            + ": a process without a container would not see it there");
        }
        for (Variable variable : env) {
            require(variable.hasOneSource(), where + ".env " + variable.name() + " needs exactly one source");
        }
        for (Probe probe : Arrays.asList(startupProbe, livenessProbe, readinessProbe)) {
            require(
                    probe == null
                            || ports.stream()
                                    .anyMatch(port -> port.is(probe.httpGet().port())),
                    where + " has a probe on a port that it does not declare");
        }
    }

    private boolean isVisible(Path mount) {
        return mount.normalize().equals(mount)
                && (mount.equals(Path.of("/tmp"))
                        || (mount.startsWith(workingDir) && !mount.equals(Path.of(workingDir))));
    }

    private static void require(boolean condition, String otherwise) throws ManifestRefused {
        if (!condition) {
            throw new ManifestRefused(otherwise);
        }
    }
}

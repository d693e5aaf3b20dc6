package io.botfleet.adapters.local.cluster.manifest;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pod's volume: exactly one of the three sources. */
public record Volume(
        String name,
        @Nullable ConfigMapSource configMap,
        @Nullable SecretSource secret,
        @Nullable EmptyDirectory emptyDir) {
    /** Every key of the ConfigMap becomes a file. */
    public record ConfigMapSource(
            String name, @Ignored @Nullable Integer defaultMode) {}

    /** Every key of the Secret becomes a file that only the bot's user can read. */
    public record SecretSource(
            String secretName, @Ignored @Nullable Integer defaultMode) {}

    /** Empty when the pod starts, gone with the pod. */
    public record EmptyDirectory(
            @Ignored @Nullable String medium,
            @Ignored @Nullable String sizeLimit) {}

    void check(String where) throws ManifestRefused {
        if (!Names.isLabel(name)) {
            throw new ManifestRefused(where + " needs a name");
        }
        if (Stream.of(configMap, secret, emptyDir).filter(Objects::nonNull).count() != 1) {
            throw new ManifestRefused(where + " needs exactly one of configMap, secret and emptyDir");
        }
    }
}

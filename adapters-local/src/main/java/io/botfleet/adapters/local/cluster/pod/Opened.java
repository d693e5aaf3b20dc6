package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.local.cluster.key.Unsealable;
import io.botfleet.adapters.local.cluster.manifest.Container;
import io.botfleet.adapters.local.cluster.manifest.ManifestRefused;
import io.botfleet.adapters.local.cluster.manifest.Manifests;
import io.botfleet.adapters.local.cluster.manifest.ObjectKey;
import io.botfleet.adapters.local.cluster.manifest.Volume;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A workload's ConfigMaps and Secrets in the clear: kept no longer than it takes to write them where they are used. */
public final class Opened {
    private final String namespace;
    private final Map<ObjectKey, Map<String, byte[]>> configMaps = new HashMap<>();
    private final Map<ObjectKey, Map<String, byte[]>> secrets = new HashMap<>();

    private Opened(String namespace) {
        this.namespace = namespace;
    }

    /** Opens everything, and refuses what names something that is not there: Kubernetes would wait for it for ever. */
    public static Opened of(Manifests manifests, ClusterKey key) throws ManifestRefused {
        Opened opened = new Opened(manifests.key().namespace());
        for (var each : manifests.configMaps().entrySet()) {
            Map<String, byte[]> data = new HashMap<>();
            each.getValue().forEach((name, text) -> data.put(name, text.getBytes(StandardCharsets.UTF_8)));
            opened.configMaps.put(each.getKey(), data);
        }
        for (var each : manifests.sealedSecrets().entrySet()) {
            Map<String, byte[]> data = new HashMap<>();
            for (var value : each.getValue().entrySet()) {
                try {
                    data.put(
                            value.getKey(),
                            key.open(value.getValue(), each.getKey().toString()));
                } catch (Unsealable refused) {
                    throw new ManifestRefused(
                            "the SealedSecret's " + value.getKey() + " can't be opened: " + refused.getMessage(),
                            refused);
                }
            }
            opened.secrets.put(each.getKey(), data);
        }
        for (Volume volume : manifests.pod().volumes()) {
            opened.content(volume);
        }
        for (Container container : manifests.pod().all()) {
            opened.environment(container);
        }
        return opened;
    }

    /** The files of a volume; empty for an empty directory. */
    Optional<Map<String, byte[]>> content(Volume volume) throws ManifestRefused {
        if (volume.configMap() != null) {
            return Optional.of(find(configMaps, volume.configMap().name(), "ConfigMap"));
        }
        if (volume.secret() != null) {
            return Optional.of(find(secrets, volume.secret().secretName(), "Secret"));
        }
        return Optional.empty();
    }

    /** The variables that the manifest gives a container. */
    Map<String, String> environment(Container container) throws ManifestRefused {
        Map<String, String> environment = new HashMap<>();
        for (Container.Variable variable : container.env()) {
            environment.put(variable.name(), value(variable));
        }
        return environment;
    }

    private String value(Container.Variable variable) throws ManifestRefused {
        Container.Source from = variable.valueFrom();
        if (from == null) {
            return Objects.requireNonNullElse(variable.value(), "");
        }
        if (from.secretKeyRef() != null) {
            return key(find(secrets, from.secretKeyRef().name(), "Secret"), from.secretKeyRef());
        }
        Container.KeyReference reference = Objects.requireNonNull(from.configMapKeyRef());
        return key(find(configMaps, reference.name(), "ConfigMap"), reference);
    }

    private static String key(Map<String, byte[]> data, Container.KeyReference reference) throws ManifestRefused {
        byte[] value = data.get(reference.key());
        if (value == null) {
            throw new ManifestRefused(reference.name() + " has no key " + reference.key());
        }
        return new String(value, StandardCharsets.UTF_8);
    }

    private Map<String, byte[]> find(Map<ObjectKey, Map<String, byte[]>> among, String name, String kind)
            throws ManifestRefused {
        Map<String, byte[]> found = among.get(new ObjectKey(namespace, name));
        if (found == null) {
            throw new ManifestRefused("there is no " + kind + " " + name);
        }
        return found;
    }
}

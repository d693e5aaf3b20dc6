package io.botfleet.adapters.local.cluster.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a chart rendered for one workload: a Deployment or a Job, with the ConfigMaps and SealedSecrets it reads.
 *
 * @param templateHash over the pod template, annotations included: another hash means another pod
 * @param configMaps the data of each
 * @param sealedSecrets the ciphertexts of each
 */
public record Manifests(
        Controller controller,
        String templateHash,
        Map<ObjectKey, Map<String, String>> configMaps,
        Map<ObjectKey, Map<String, String>> sealedSecrets) {
    /** They describe networks, scheduling and access, of which one machine's loopback has none. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private record ConfigMap(
            String apiVersion,
            String kind,
            Metadata metadata,
            Map<String, String> data,
            @Ignored @Nullable Boolean immutable) {}

    private record SealedSecret(String apiVersion, String kind, Metadata metadata, Sealed spec) {}

    private record Sealed(
            Map<String, String> encryptedData,
            @Ignored @Nullable Object template) {}

    public Manifests {
        configMaps = Map.copyOf(configMaps);
        sealedSecrets = Map.copyOf(sealedSecrets);
    }

    /** Reads what Helm printed; refuses whatever the local cluster would do differently from Kubernetes. */
    public static Manifests parse(String yaml) throws ManifestRefused {
        Controller controller = null;
        String templateHash = "";
        Map<ObjectKey, Map<String, String>> configMaps = new HashMap<>();
        Map<ObjectKey, Map<String, String>> sealedSecrets = new HashMap<>();
        for (JsonNode document : documents(yaml)) {
            String kind = document.path("apiVersion").asText() + " "
                    + document.path("kind").asText();
            switch (kind) {
                case "apps/v1 Deployment", "batch/v1 Job" -> {
                    if (controller != null) {
                        throw new ManifestRefused("there is more than one Deployment or Job");
                    }
                    controller = controller(document);
                    templateHash = hash(document.path("spec").path("template"));
                }
                case "v1 ConfigMap" -> {
                    ConfigMap map = read(document, ConfigMap.class);
                    configMaps.put(key(map.metadata(), kind), keyed(map.data(), kind));
                }
                case "bitnami.com/v1alpha1 SealedSecret" -> {
                    SealedSecret secret = read(document, SealedSecret.class);
                    if (!secret.metadata().annotations().isEmpty()) {
                        throw new ManifestRefused("a SealedSecret with annotations may have another scope than strict");
                    }
                    sealedSecrets.put(
                            key(secret.metadata(), kind),
                            Map.copyOf(secret.spec().encryptedData()));
                }
                default -> {
                    if (!WITHOUT_EFFECT.contains(document.path("kind").asText())) {
                        throw new ManifestRefused("the local cluster does not run objects of the kind " + kind);
                    }
                }
            }
        }
        if (controller == null) {
            throw new ManifestRefused("there is no Deployment and no Job");
        }
        key(controller.metadata(), "Deployment or Job");
        return new Manifests(controller, templateHash, configMaps, sealedSecrets);
    }

    private static Controller controller(JsonNode document) throws ManifestRefused {
        if (document.path("kind").asText().equals("Job")) {
            Job job = read(document, Job.class);
            job.check();
            return job;
        }
        Deployment deployment = read(document, Deployment.class);
        deployment.check();
        return deployment;
    }

    /** Of the Deployment or Job. */
    public ObjectKey key() {
        Metadata metadata = controller.metadata();
        return new ObjectKey(String.valueOf(metadata.namespace()), String.valueOf(metadata.name()));
    }

    public PodSpec pod() {
        return controller.template().spec();
    }

    public Map<String, String> annotations() {
        Map<String, String> annotations = controller.template().metadata().annotations();
        return annotations == null ? Map.of() : annotations;
    }

    private static Iterable<JsonNode> documents(String yaml) throws ManifestRefused {
        try {
            var settings =
                    LoadSettings.builder().setLabel("the rendered manifests").build();
            var documents = new ArrayList<JsonNode>();
            for (Object document : new Load(settings).loadAllFromString(yaml)) {
                if (document != null) {
                    documents.add(JSON.valueToTree(document));
                }
            }
            return documents;
        } catch (YamlEngineException malformed) {
            throw new ManifestRefused("the rendered manifests are not YAML: " + malformed.getMessage(), malformed);
        }
    }

    private static <T> T read(JsonNode document, Class<T> type) throws ManifestRefused {
        String kind = document.path("kind").asText();
        try {
            return JSON.treeToValue(document, type);
        } catch (UnrecognizedPropertyException unknown) {
            throw new ManifestRefused("the local cluster does not know " + path(unknown) + " of a " + kind, unknown);
        } catch (JsonMappingException malformed) {
            throw new ManifestRefused(path(malformed) + " of a " + kind + " is malformed", malformed);
        } catch (JsonProcessingException malformed) {
            throw new ManifestRefused("a " + kind + " is malformed", malformed);
        }
    }

    private static String path(JsonMappingException problem) {
        return problem.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static ObjectKey key(@Nullable Metadata metadata, String kind) throws ManifestRefused {
        if (metadata == null || metadata.name() == null || metadata.namespace() == null) {
            throw new ManifestRefused("a " + kind + " has no name or no namespace");
        }
        return new ObjectKey(metadata.namespace(), metadata.name());
    }

    /** The keys become names of files. */
    private static Map<String, String> keyed(Map<String, String> data, String kind) throws ManifestRefused {
        for (String key : data.keySet()) {
            if (!Names.isKey(key)) {
                throw new ManifestRefused("a " + kind + " has a key that Kubernetes does not allow");
            }
        }
        return Map.copyOf(data);
    }

    /** Over the keys in sorted order, so that the order in which Helm prints them does not matter. */
    private static String hash(JsonNode template) {
        try {
            byte[] canonical = JSON.writeValueAsString(JSON.treeToValue(template, Object.class))
                    .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical))
                    .substring(0, 16);
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

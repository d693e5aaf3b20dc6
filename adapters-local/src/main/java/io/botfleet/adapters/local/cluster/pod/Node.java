package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.local.process.ProcessRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The machine, as a pod needs it.
 *
 * @param images by repository, without tag or digest
 * @param searchPath the machine's own PATH
 * @param folder of all pods, and for what is laid out once for all of them
 * @param keptLogs where the last log of each pod that was removed is kept
 */
public record Node(
        ProcessRegistry processes,
        Ports ports,
        Map<String, Image> images,
        ClusterKey key,
        HttpClient http,
        Timing timing,
        InstantSource clock,
        RandomGenerator random,
        String searchPath,
        Path folder,
        Path keptLogs) {
    public Node {
        images = Map.copyOf(images);
    }

    /** The image of this reference: its tag or digest tells versions apart, of which a machine has one. */
    Optional<Image> image(String reference) {
        String name = reference.replaceFirst("@.*$", "").replaceFirst(":[^:/]*$", "");
        return Optional.ofNullable(images.get(name));
    }

    /** What every program of the image starts with. */
    Map<String, String> environment(Image image) {
        Path bin = PrivateFiles.folder(folder.resolve("bin-" + Integer.toHexString(image.hashCode())));
        image.commands().forEach((name, program) -> link(bin.resolve(name), program));
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", bin + ":" + searchPath);
        environment.put("LANG", "C.UTF-8");
        environment.putAll(image.environment());
        return environment;
    }

    static void link(Path link, Path target) {
        try {
            if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(target)) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, target);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the link " + link, failure);
        }
    }
}

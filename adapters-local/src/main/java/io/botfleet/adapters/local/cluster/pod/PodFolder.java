package io.botfleet.adapters.local.cluster.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.cluster.manifest.Container;
import io.botfleet.adapters.local.cluster.manifest.ManifestRefused;
import io.botfleet.adapters.local.cluster.manifest.Manifests;
import io.botfleet.adapters.local.cluster.manifest.Volume;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod's own folder, readable by this user only.
 *
 * <pre>
 * pod.json                      what became of it so far
 * manifests.yaml                what it was started from, with the secrets still sealed
 * log                           what its containers printed
 * volumes/VOLUME/               the files of ConfigMaps and Secrets, and the empty directories
 * containers/CONTAINER/root/    the container's root: its mounts, as links to the volumes, and its working directory
 * </pre>
 */
final class PodFolder {
    private static final System.Logger LOG = System.getLogger(PodFolder.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    PodFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether a pod was laid out here, and not something that all of them share. */
    static boolean isOne(Path folder) {
        return Files.exists(folder.resolve("manifests.yaml"));
    }

    /** Writes all that the manifests ask for; what was written before is replaced, and nothing else touched. */
    void layOut(Manifests manifests, String yaml, Opened opened, Node node) throws ManifestRefused {
        PrivateFiles.folder(folder);
        PrivateFiles.write(folder.resolve("manifests.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
        for (Volume volume : manifests.pod().volumes()) {
            Path files = PrivateFiles.folder(volume(volume.name()));
            Optional<Map<String, byte[]>> content = opened.content(volume);
            if (content.isPresent()) {
                fill(files, content.get());
            }
        }
        for (Container container : manifests.pod().all()) {
            PrivateFiles.folder(workingDirectory(container));
            PrivateFiles.folder(root(container).resolve("tmp"));
            for (Container.Mount mount : container.volumeMounts()) {
                mount(inside(container, mount.mountPath()), volume(mount.name()));
            }
            node.image(container.image()).ifPresent(image -> image.files()
                    .forEach((name, target) ->
                            Node.link(workingDirectory(container).resolve(name), target)));
        }
    }

    private static void fill(Path files, Map<String, byte[]> content) {
        try (Stream<Path> present = Files.list(files)) {
            present.filter(file -> !content.containsKey(file.getFileName().toString()))
                    .toList()
                    .forEach(PrivateFiles::delete);
            for (var each : content.entrySet()) {
                Path file = files.resolve(each.getKey());
                PrivateFiles.write(file, each.getValue());
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the files of a volume", failure);
        }
    }

    private static void mount(Path at, Path volume) {
        try {
            PrivateFiles.folder(Objects.requireNonNull(at.getParent()));
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(at);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the mount " + at, failure);
        }
        Node.link(at, volume);
    }

    private Path volume(String name) {
        return folder.resolve("volumes").resolve(name);
    }

    private Path root(Container container) {
        return folder.resolve("containers").resolve(container.name()).resolve("root");
    }

    private Path inside(Container container, String absolute) {
        return root(container).resolve(absolute.substring(1));
    }

    Path workingDirectory(Container container) {
        return inside(container, container.workingDir());
    }

    Path temporary(Container container) {
        return root(container).resolve("tmp");
    }

    PodLog log() {
        return new PodLog(folder.resolve("log"));
    }

    void save(PodState state) {
        try {
            PrivateFiles.write(folder.resolve("pod.json"), JSON.writeValueAsBytes(state));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    PodState state() throws IOException {
        return JSON.readValue(Files.readAllBytes(folder.resolve("pod.json")), PodState.class);
    }

    String manifests() throws IOException {
        return Files.readString(folder.resolve("manifests.yaml"));
    }

    /**
     * Deletes all of it, and keeps the end of what was printed as {@code CLIENT.log} in another folder, in place of what was
     * kept there before. Where that can't be kept, the secrets go all the same.
     */
    void delete(Path keptLogs) {
        try {
            log().keep(keptLogs.resolve(folder.getFileName() + ".log"));
        } catch (UncheckedIOException lost) {
            LOG.log(Level.WARNING, "what the pod of " + folder.getFileName() + " printed is lost", lost);
        } finally {
            PrivateFiles.deleteAll(folder);
        }
    }
}

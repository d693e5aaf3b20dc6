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
import java.util.List;
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
 * exit-CONTAINER                how the container of a pod that runs once ended
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

    /** Those in which a pod was laid out, and not something that all of them share. */
    static List<Path> in(Path folders) {
        if (!Files.isDirectory(folders)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folders)) {
            return all.filter(each -> Files.exists(each.resolve("manifests.yaml")))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("the folders of pods", failure);
        }
    }

    /** Deletes what is no pod's, and the folder of all where no pod is left in it. */
    static void deleteOthers(Path folders) {
        List<Path> pods = in(folders);
        if (pods.isEmpty()) {
            PrivateFiles.deleteAll(folders);
            return;
        }
        try (Stream<Path> all = Files.list(folders)) {
            all.filter(each -> !pods.contains(each)).toList().forEach(PrivateFiles::deleteAll);
        } catch (IOException failure) {
            throw new UncheckedIOException("the folders of pods", failure);
        }
    }

    /** What became of it, where it is a Job's and that is known. */
    Optional<PodState> ofJob() {
        try {
            return Optional.of(state()).filter(PodState::once);
        } catch (IOException unknown) {
            return Optional.empty();
        }
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

    Path exitRecord(Container container) {
        return exitRecord(container.name());
    }

    Path exitRecord(String container) {
        return folder.resolve("exit-" + container);
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

    /** Deletes what the containers had, secrets before all; what became of them and what they printed stays. */
    void clear() {
        PrivateFiles.deleteAll(folder.resolve("volumes"));
        PrivateFiles.deleteAll(folder.resolve("containers"));
    }

    /** Deletes all of it. */
    void delete() {
        PrivateFiles.deleteAll(folder);
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

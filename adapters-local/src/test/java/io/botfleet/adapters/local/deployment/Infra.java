package io.botfleet.adapters.local.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder of this repository that says how everything is run. */
final class Infra {
    static final Path FOLDER = folder();
    static final Path PLATFORM_CHART = FOLDER.resolve("charts/botfleet");
    static final Path BOT_CHART = FOLDER.resolve("charts/freqtrade");
    static final Path ROOT_APPLICATION = FOLDER.resolve("argocd-application.yaml");

    private Infra() {}

    /** One values file for each branch of a chart. */
    static List<Path> examples(Path chart) {
        return matching(chart.resolve("ci"), "-values.yaml");
    }

    /** What the root Application applies. */
    static List<Path> argoFiles() {
        return matching(FOLDER.resolve("argocd"), ".yaml");
    }

    /** The worked examples of what the platform commits. */
    static List<Path> clients() {
        try (var files = Files.walk(FOLDER.resolve("clientes"))) {
            return files.filter(file -> file.endsWith("values.yaml")).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> matching(Path folder, String ending) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path folder() {
        var directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("infra/charts"))) {
            var parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("not inside the repository");
            }
            directory = parent;
        }
        return directory.resolve("infra");
    }
}

package io.botfleet.adapters.local.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of this repository that a pod is made of. */
public final class Repository {
    static final Path CHART = root().resolve("infra/charts/freqtrade");
    public static final Path ENTRY_POINT = root().resolve("infra/docker/entrypoint.sh");
    public static final Path RESULT_PROGRAM = root().resolve("infra/docker/botfleet-result");
    static final Path STRATEGIES = root().resolve("infra/docker/strategies");
    static final Path INIT_SCHEMA = CHART.resolve("scripts/init-schema.sh");

    private Repository() {}

    /** One tenant's values for each branch of the chart. */
    static List<Path> exampleValues() throws IOException {
        try (var files = Files.list(CHART.resolve("ci"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-values.yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** Two tenants' values as they lie in a GitOps repository. */
    static List<Path> tenantValues() throws IOException {
        try (var folders = Files.list(root().resolve("infra/clientes"))) {
            return folders.map(folder -> folder.resolve("values.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    static Path example(String name) {
        return CHART.resolve("ci").resolve(name + "-values.yaml");
    }

    private static Path root() {
        var directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("infra/charts"))) {
            var parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("not inside the repository");
            }
            directory = parent;
        }
        return directory;
    }
}

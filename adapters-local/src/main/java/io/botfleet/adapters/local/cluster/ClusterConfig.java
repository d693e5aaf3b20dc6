package io.botfleet.adapters.local.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.cluster.pod.Image;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a local cluster is told, by a JSON file; it holds no secret.
 *
 * @param directory the data directory; the cluster uses {@code cluster/}, {@code pods/}, {@code ports/} and {@code run/} in it
 * @param git a folder or URL of the GitOps repository
 * @param branch {@code main} when missing
 * @param chart the folder of the chart in the repository; {@code infra/charts/freqtrade} when missing
 * @param workloads the folder with one folder for each workload; {@code clientes} when missing
 * @param backtests the folder with one folder for each client, and in that one for each backtest; {@code backtests} when
 *     missing
 * @param namespace Helm's release namespace; {@code freqtrade} when missing
 * @param port the loopback port of the API
 * @param images by repository, without tag or digest
 * @param pollMillis how often the repository is asked for its head; 250 when missing
 */
public record ClusterConfig(
        Path directory,
        String git,
        String branch,
        String chart,
        String workloads,
        String backtests,
        String namespace,
        int port,
        Map<String, Image> images,
        @Nullable Integer pollMillis) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ClusterConfig {
        branch = branch == null ? "main" : branch;
        chart = chart == null ? "infra/charts/freqtrade" : chart;
        workloads = workloads == null ? "clientes" : workloads;
        backtests = backtests == null ? "backtests" : backtests;
        namespace = namespace == null ? "freqtrade" : namespace;
        images = images == null ? Map.of() : Map.copyOf(images);
        if (directory == null || git == null || port < 1024 || port > 65_535) {
            throw new IllegalArgumentException("a local cluster needs a directory, a git repository and a port");
        }
        directory = directory.toAbsolutePath().normalize();
    }

    /** The usual cluster on this directory. */
    public static ClusterConfig of(Path directory, String git, int port, Map<String, Image> images) {
        return new ClusterConfig(
                directory,
                git,
                "main",
                "infra/charts/freqtrade",
                "clientes",
                "backtests",
                "freqtrade",
                port,
                images,
                null);
    }

    /** Reads the file; unknown fields are refused. */
    public static ClusterConfig read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), ClusterConfig.class);
    }

    /** Writes what {@link #read} reads. */
    public void write(Path file) throws IOException {
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    Duration poll() {
        return Duration.ofMillis(pollMillis == null ? 250 : pollMillis);
    }
}

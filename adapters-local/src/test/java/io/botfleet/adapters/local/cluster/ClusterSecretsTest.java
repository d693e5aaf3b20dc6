package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.domain.bot.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who gets to see what: nobody but the bot itself, and nothing once it is gone. */
final class ClusterSecretsTest extends OnScriptedCluster {
    @Test
    void keepsSecretsInThePodsOwnFolderAndNowhereElse() throws IOException {
        run("cat private/secret.json >/dev/null; exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, OnScriptedCluster::runs);
        await(BOT, seen -> Files.exists(cluster.directory.resolve("pods/" + BOT + "/volumes/private/secret.json")));

        Path volumes = cluster.directory.resolve("pods/" + BOT + "/volumes");
        assertThat(filesHolding("PLANTED-exchange"))
                .containsExactlyInAnyOrder(
                        volumes.resolve("secrets/BINANCE_API_KEY"),
                        volumes.resolve("secrets/BINANCE_SECRET_KEY"),
                        volumes.resolve("private/secret.json"));
        assertThat(permissions(volumes.resolve("secrets/BINANCE_API_KEY"))).isEqualTo("r--------");
        assertThat(permissions(volumes.resolve("private/secret.json"))).isEqualTo("rw-------");
        assertThat(permissions(cluster.directory.resolve("pods/" + BOT))).isEqualTo("rwx------");
        long pid = registry().find("pod-" + BOT).orElseThrow().identity().pid();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline"))).doesNotContain("PLANTED");
        assertThat(Files.readString(Path.of("/proc/" + pid + "/environ"))).doesNotContain("PLANTED");

        cluster.remove(CLIENT);
        await(BOT, seen -> seen.pod().isEmpty());
        assertThat(filesHolding("PLANTED-exchange")).isEmpty();
    }

    @Test
    void endsItsBotsAndRemovesTheirSecretsWhenItIsAskedToEnd() throws IOException {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, OnScriptedCluster::runs);
        ManagedProcess bot = registry().find("pod-" + BOT).orElseThrow();

        cluster.stop();

        assertThat(bot.alive()).isFalse();
        assertThat(registry().all()).isEmpty();
        assertThat(filesHolding("PLANTED-exchange")).isEmpty();
    }

    @Test
    void endsWhatAKilledClusterLeftWithoutStartingIt() throws IOException {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, OnScriptedCluster::runs);
        ManagedProcess bot = registry().find("pod-" + BOT).orElseThrow();
        cluster.leave();

        LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));

        assertThat(bot.alive()).isFalse();
        assertThat(filesHolding("PLANTED-exchange")).isEmpty();
    }

    @Test
    void doesNotOpenSecretsThatWereSealedForAnotherClient() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, OnScriptedCluster::runs);

        cluster.write(
                "clientes/" + OTHER_CLIENT + "/values.yaml",
                cluster.read("clientes/" + CLIENT + "/values.yaml")
                        .replace("cliente-001", "cliente-002")
                        .replace("cliente_001", "cliente_002"));
        cluster.commit("Copy a client's secrets to another");

        Observation.Seen other = await(OTHER_BOT, seen -> seen.problem().isPresent());
        assertThat(other.pod()).isEmpty();
        assertThat(other.problem().orElseThrow().message())
                .contains("was not sealed to this cluster's certificate for freqtrade/cliente-002");
    }

    @Test
    void givesNothingToWhoHasNotTheToken() throws Exception {
        run("exec sleep 1000");
        // Before its first look at Git it knows of no workload whether there is one.
        await(BOT, seen -> seen.pod().isEmpty());

        assertThat(get("/v1/workloads", Optional.empty()).statusCode()).isEqualTo(401);
        assertThat(get("/v1/workloads/cliente-001", Optional.of("wrong")).statusCode())
                .isEqualTo(401);
        assertThat(get("/v1/events", Optional.empty()).statusCode()).isEqualTo(401);
        assertThat(get("/v1/workloads/..%2f..%2fetc", Optional.of(token())).statusCode())
                .isEqualTo(404);
        assertThat(get("/v1/cert.pem", Optional.empty()).body()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(permissions(cluster.directory.resolve("cluster/token"))).isEqualTo("rw-------");
        assertThat(permissions(cluster.directory.resolve("cluster/key.pem"))).isEqualTo("rw-------");
    }

    private String token() throws IOException {
        return Files.readString(cluster.directory.resolve("cluster/token"));
    }

    private List<Path> filesHolding(String planted) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var files = Files.walk(cluster.directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(planted)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

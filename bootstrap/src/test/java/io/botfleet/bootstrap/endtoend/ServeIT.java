package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.cluster.key.ClusterKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform in production as far as it gets without a cluster: a node, a database and a repository are real. */
class ServeIT {
    @TempDir
    private static Path folder;

    private static ServedParts parts;
    private static Path image;
    private static int runs;

    @BeforeAll
    static void startParts() throws Exception {
        image = Served.image(folder.resolve("image"));
        parts = new ServedParts(Files.createDirectory(folder.resolve("parts")));
    }

    @AfterAll
    static void stopParts() {
        parts.close();
    }

    @Test
    void staysAliveAndUnreadyWhileItWaitsAndEndsWhenItIsAsked() throws Exception {
        parts.stopDatabase();
        ObjectNode configuration = configuration();
        believeAControllerThatIsAway(configuration);
        try (Served served = start(configuration)) {
            served.comesTrue(
                    "it waits for both",
                    () -> served.output().contains("\"postgresql\"")
                            && served.output().contains("\"cluster\""));
            assertThat(served.pings()).isTrue();
            assertThat(served.health().path("httpStatus").asInt()).isEqualTo(503);
            assertThat(served.health().path("parts").properties().stream().map(Map.Entry::getKey))
                    .contains("postgresql", "cluster");

            parts.startDatabase();
            served.comesTrue("it waits for the cluster alone", () -> List.of("cluster")
                    .equals(served.health().path("parts").properties().stream()
                            .map(Map.Entry::getKey)
                            .toList()));

            assertThat(served.terminate()).as(served.output()).isEqualTo(143);
            assertThat(served.output()).contains("\"event\":\"stopped\"").doesNotContain("\tat io.botfleet");
        }
    }

    @Test
    void refusesAnotherChainAndAnotherPasswordAtOnceAndSaysBoth() throws Exception {
        ObjectNode configuration = configuration();
        configuration.put("chainId", 1);
        configuration.withObject("/database").put("name", "another");

        try (Served served = start(configuration)) {
            assertThat(served.exitCode()).as(served.output()).isEqualTo(78);
            assertThat(served.output())
                    .contains("chain: the node serves chain 31337, not 1")
                    .contains("postgresql: PostgreSQL at 127.0.0.1:")
                    .contains("has no database another")
                    .doesNotContain("platforms-password", "\tat io.botfleet");
        }
    }

    @Test
    void refusesAKeyThatIsNotTheSettlers() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        for (String name : List.of("database-password", "encryption-keys", "master-key", "rpc-url")) {
            Files.copy(parts.secrets().resolve(name), mounted.resolve(name));
        }
        Files.writeString(mounted.resolve("settler-key"), parts.key("ann").reveal());

        try (Served served = start(configuration(), mounted)) {
            assertThat(served.exitCode()).as(served.output()).isEqualTo(78);
            assertThat(served.output())
                    .contains("chain: the key in ")
                    .contains(parts.wallet("ann").address() + "'s, and the gateway's settler is ")
                    .doesNotContain(parts.key("ann").reveal());
        }
    }

    /** Only starts and backtests need it: everything else goes on, and the part says so. */
    @Test
    void servesWithoutWhatSecretsAreSealedTo() throws Exception {
        try (EmptyCluster cluster = new EmptyCluster()) {
            ObjectNode configuration = configuration(cluster.url());
            believeAControllerThatIsAway(configuration);
            try (Served served = start(configuration)) {
                served.comesTrue(
                        "the part is told", () -> sealing(served, "status").equals("DOWN"));

                JsonNode health = served.health();
                assertThat(health.path("httpStatus").asInt())
                        .as(health.toString())
                        .isEqualTo(200);
                assertThat(health.at("/parts/sealing/message").asText()).contains("starts and backtests wait for it");
                assertThat(served.output()).contains("sealing is DOWN").doesNotContain("\tat io.botfleet");
            }
        }
    }

    @Test
    void startsWithAPinnedCertificateThatTheControllerDoesNotShowAnyMore() throws Exception {
        try (EmptyCluster cluster = new EmptyCluster()) {
            ObjectNode configuration = configuration(cluster.url());
            Path pinned = folder.resolve("pinned.pem");
            Files.write(
                    pinned,
                    ClusterKey.in(folder.resolve("before"), Instant.now(), new SecureRandom())
                            .certificatePem());
            configuration.withObject("/cluster/sealing").put("certificate", pinned.toString());
            try (Served served = start(configuration)) {
                served.comesTrue(
                        "the part is told", () -> sealing(served, "status").equals("UP"));

                JsonNode health = served.health();
                assertThat(health.path("httpStatus").asInt())
                        .as(health.toString())
                        .isEqualTo(200);
                JsonNode details = health.at("/parts/sealing/details");
                assertThat(details.path("controller").asText()).isEqualTo("SHOWS_ANOTHER");
                assertThat(health.path("alarms").findValuesAsText("kind")).contains("SEALING_CERTIFICATE_NOT_PINNED");
                assertThat(health.path("alarms").toString())
                        .contains(
                                details.path("shown").asText(),
                                details.path("sealedTo").asText());
            }
        }
    }

    private static String sealing(Served served, String field) throws Exception {
        return served.health().at("/parts/sealing").path(field).asText();
    }

    private static void believeAControllerThatIsAway(ObjectNode configuration) throws Exception {
        ObjectNode sealing = configuration.withObject("/cluster/sealing");
        sealing.remove("certificate");
        sealing.put("controller", "http://127.0.0.1:" + ServedParts.freePort()).put("network", "trusted");
    }

    private static ObjectNode configuration() throws Exception {
        return configuration("https://127.0.0.1:" + ServedParts.freePort());
    }

    private static ObjectNode configuration(String cluster) throws Exception {
        runs++;
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
            apiVersion: v1
            kind: Config
            clusters: [{name: here, cluster: {server: "%s"}}]
            users: [{name: nobody, user: {token: none}}]
            contexts: [{name: here, context: {cluster: here, user: nobody}}]
            current-context: here
            """.formatted(cluster));
        return parts.configuration(Served.copies(run()), kubeconfig);
    }

    private static Served start(ObjectNode configuration) throws Exception {
        return start(configuration, parts.secrets());
    }

    private static Served start(ObjectNode configuration, Path mounted) throws Exception {
        return Served.start(image, run(), mounted, configuration, Map.of());
    }

    private static Path run() {
        return folder.resolve("run-" + runs);
    }
}

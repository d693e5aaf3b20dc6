package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (Served served = start(configuration())) {
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

    private static ObjectNode configuration() throws Exception {
        runs++;
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
            apiVersion: v1
            kind: Config
            clusters: [{name: away, cluster: {server: "https://127.0.0.1:%d"}}]
            users: [{name: nobody, user: {token: none}}]
            contexts: [{name: away, context: {cluster: away, user: nobody}}]
            current-context: away
            """.formatted(ServedParts.freePort()));
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

package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Role;
import io.botfleet.bootstrap.client.ApiClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on real parts: one is stopped for longer than its leases at a moment that nobody chose, or killed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicaIT {
    private static final Duration LONGER_THAN_ANY_LEASE = Duration.ofSeconds(40);
    private static final long SEED = 11;
    private static final Pattern LEADS = Pattern.compile("botfleet_leading\\{.*role=\"([A-Z_]+)\".*} 1\\.0");

    @TempDir
    private static Path folder;

    private static RealPlatform platform;
    private static Process replica;
    private static URI replicaUrl;

    @BeforeAll
    static void startTwo() throws Exception {
        platform = new RealPlatform(folder.resolve("data"));
        platform.up();
        Path printed = folder.resolve("replica.out");
        replica = Installed.botfleet(
                        "replica", "--json", "--data", platform.data().toString())
                .redirectOutput(printed.toFile())
                .redirectErrorStream(false)
                .redirectError(folder.resolve("replica.err").toFile())
                .start();
        RealPlatform.comesTrue("the replica is up", () -> {
            assertThat(replica.isAlive()).isTrue();
            return Files.readString(printed).contains("\"apiUrl\"");
        });
        String line = Files.readAllLines(printed).getFirst();
        replicaUrl = URI.create(line.replaceFirst(".*\"apiUrl\":\"([^\"]+)\".*", "$1"));
    }

    @AfterAll
    static void end() throws Exception {
        replica.destroyForcibly().waitFor();
        platform.close();
    }

    @Test
    @Order(1)
    void doNoHarmAndLoseNothingWhereOneIsStoppedAndWokenLater() throws Exception {
        platform.sendStart("ann", "--no-wait");
        platform.sendStart("bob", "--no-wait");
        platform.sendStop("carol", "--no-wait");
        Thread.sleep(new Random(SEED).nextInt(4_000));

        long stopped = System.nanoTime();
        platform.signal("STOP");
        try {
            for (String command : List.of("1", "2", "3")) {
                RealPlatform.comesTrue("the other one settles " + command, () -> isEnded(command));
            }
            RealPlatform.comesTrue(
                    "all of its leases are over", () -> System.nanoTime() - stopped > LONGER_THAN_ANY_LEASE.toNanos());
        } finally {
            platform.signal("CONT");
        }
        RealPlatform.comesTrue("both are well", platform::isHealthy);
        // Whatever it was about to do, it has tried by now.
        Thread.sleep(5_000);

        OnChain chain = OnChain.of(platform);
        assertThat(chain.settled()).containsExactlyInAnyOrder("1", "2", "3");
        PlainGit git = PlainGit.clone(platform.description().path("gitUrl").asText(), folder.resolve("clone"));
        for (String command : List.of("1", "2")) {
            assertThat(outcome(command)).isEqualTo("APPROVED");
            assertThat(git.run("log", "--format=%H", "--grep", "^Command-Id: " + command + "$"))
                    .as("the one commit of command %s", command)
                    .hasSize(40);
        }
        assertThat(outcome("3")).isEqualTo("ROLLED_BACK");
        for (String client : List.of("cliente-001", "cliente-002")) {
            assertThat(platform.pod(client)).as("the bot of %s", client).hasSize(1);
        }
    }

    @Test
    @Order(2)
    void goOnWhereOneIsKilled() throws Exception {
        // It took up the work of the one that was stopped.
        RealPlatform.comesTrue("the replica leads", () -> !roles(replicaUrl).isEmpty());
        replica.destroyForcibly().waitFor();

        long killed = System.nanoTime();
        URI survivor = URI.create(platform.apiUrl());
        RealPlatform.comesTrue("every role is taken up", Promised.tenSeconds(), () -> roles(survivor)
                .equals(EnumSet.allOf(Role.class)));
        System.out.printf("every role was taken up %.1f s after a SIGKILL%n", (System.nanoTime() - killed) / 1e9);
        Installed.Ran stop = platform.sendStop("ann");

        assertThat(stop.exitCode()).as(stop.output()).isZero();
        assertThat(OnChain.of(platform).settled()).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    /** What a replica leads as, by its own word. */
    private static Set<Role> roles(URI api) throws Exception {
        String scraped = new String(Http.get(api.resolve("/prometheus")).body(), StandardCharsets.UTF_8);
        return scraped.lines()
                .map(LEADS::matcher)
                .filter(Matcher::matches)
                .map(leads -> Role.valueOf(leads.group(1)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }

    private static boolean isEnded(String command) throws Exception {
        try (ApiClient api = new ApiClient(replicaUrl)) {
            return api.find("/commands/" + command)
                    .map(found -> KilledPlatformIT.ENDED.contains(
                            found.path("command").path("stage").asText()))
                    .orElse(false);
        }
    }

    private static String outcome(String command) throws Exception {
        try (ApiClient api = new ApiClient(replicaUrl)) {
            return api.get("/commands/" + command)
                    .path("settlement")
                    .path("outcome")
                    .asText();
        }
    }
}

package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.bootstrap.verify.VerifyingEvidence;
import io.botfleet.domain.chain.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the platform hands out as proof, checked from outside against the real chain and the real repository. */
class EvidenceIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private static final SharedPlatform SHARED = new SharedPlatform();

    @TempDir
    private static Path folder;

    private static RealPlatform platform;
    private static Path stopped;
    private static Path approved;
    private static Path rolledBack;

    @BeforeAll
    static void settleCommands(RealPlatform shared) throws Exception {
        platform = shared;
        assertThat(platform.sendStart("bob").exitCode()).isZero();
        Installed.Ran stop = platform.sendStop("bob");
        assertThat(stop.exitCode()).as(stop.output()).isZero();
        stopped = evidence(platform.newest());
        Installed.Ran start = platform.sendStart("ann");
        assertThat(start.exitCode()).as(start.output()).isZero();
        approved = evidence(platform.newest());
        Installed.Ran nothingToStop = platform.sendStop("bob");
        assertThat(nothingToStop.output()).contains("NOTHING_TO_STOP");
        assertThat(nothingToStop.exitCode()).isEqualTo(1);
        rolledBack = evidence(platform.newest());
    }

    @Test
    void holds() throws Exception {
        for (Path evidence : List.of(approved, rolledBack, stopped)) {
            Installed.Ran verified = verify(evidence, rpcUrl(), gitUrl());

            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(verified.output()).contains("Every link holds.");
        }
    }

    @Test
    void doesNotHoldWithAnyOneByteChanged() throws Exception {
        byte[] bytes = Files.readAllBytes(approved);
        List<Integer> unnoticed = new ArrayList<>();
        try (JsonRpc rpc = new JsonRpc(URI.create(rpcUrl()), Duration.ofSeconds(10));
                RepositoryReader repository =
                        new RepositoryReader(GitRemote.open(gitUrl()), folder.resolve("scratch"))) {
            VerifyingEvidence verifying = new VerifyingEvidence(new EvmNode(rpc), repository, Optional.empty());
            assertThat(verifying.verify(Bytes.of(bytes)).holds()).isTrue();
            for (int at = 0; at < bytes.length; at++) {
                byte[] changed = bytes.clone();
                changed[at] ^= 1;
                if (verifying.verify(Bytes.of(changed)).holds()) {
                    unnoticed.add(at);
                }
            }
        }

        assertThat(unnoticed).isEmpty();
        assertThat(bytes.length).isGreaterThan(1000);
    }

    @Test
    void doesNotHoldWithTheSettlementOfAnotherCommand() throws Exception {
        ObjectNode mixed = (ObjectNode) JSON.readTree(Files.readAllBytes(approved));
        JsonNode other = JSON.readTree(Files.readAllBytes(rolledBack));
        mixed.set("settlement", other.get("settlement"));
        mixed.set("merkleProof", other.get("merkleProof"));
        Path file = folder.resolve("mixed.json");
        Files.writeString(file, JSON.writeValueAsString(mixed));

        Installed.Ran verified = verify(file, rpcUrl(), gitUrl());

        assertThat(verified.exitCode()).as(verified.output()).isEqualTo(1);
        assertThat(verified.output()).contains("does NOT hold", "✗ ");
    }

    /** The repository's own history, but without the commit that the evidence names. */
    @Test
    void doesNotHoldForAnotherCommit() throws Exception {
        PlainGit rewritten = PlainGit.clone(gitUrl(), folder.resolve("rewritten"));
        rewritten.run("commit", "--quiet", "--amend", "--allow-empty", "--message", "Somebody else's words");
        rewritten.run("checkout", "--quiet", "--detach", "HEAD");
        rewritten.run("update-ref", "refs/heads/main", "HEAD");
        rewritten.run("clone", "--quiet", "--bare", "--single-branch", "--branch", "main", ".", "../rewritten.git");

        Installed.Ran verified =
                verify(approved, rpcUrl(), folder.resolve("rewritten.git").toString());

        assertThat(verified.exitCode()).as(verified.output()).isEqualTo(1);
        assertThat(verified.output()).contains("✗ ");
    }

    /** A chain with the same id, the same wallets and a contract at the same address, to which nothing was sent. */
    @Test
    void doesNotHoldOnAnotherChain() throws Exception {
        try (OtherChain other = OtherChain.like(platform, folder.resolve("other"))) {
            assertThat(other.gateway())
                    .isEqualTo(platform.description().path("gateway").asText());

            Installed.Ran verified = verify(approved, other.rpcUrl(), gitUrl());

            assertThat(verified.exitCode()).as(verified.output()).isEqualTo(1);
            assertThat(verified.output()).contains("✗ ");
        }
    }

    private static Installed.Ran verify(Path evidence, String rpc, String git)
            throws IOException, InterruptedException {
        return Installed.run("verify", evidence.toString(), "--rpc", rpc, "--git", git);
    }

    private static Path evidence(String command) throws IOException, InterruptedException {
        Path file = folder.resolve("evidence-" + command + ".json");
        Installed.Ran ran =
                Installed.run("evidence", command, "--data", platform.data().toString(), "--output", file.toString());
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).startsWith("{");
        return file;
    }

    private static String rpcUrl() throws IOException {
        return platform.description().path("rpcUrl").asText();
    }

    private static String gitUrl() throws IOException {
        return platform.description().path("gitUrl").asText();
    }
}

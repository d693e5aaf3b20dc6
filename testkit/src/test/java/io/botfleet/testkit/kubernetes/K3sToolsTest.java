package io.botfleet.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code infra/ci/k3s} asks of Docker, with a {@code docker} that writes down how it was called and runs nothing. */
@SuppressWarnings("NullAway.Init")
class K3sToolsTest {
    private static final String DEFINITION = "kind: CustomResourceDefinition\n";
    private static final String CERTIFICATE = "of the cluster's authority\n";

    @TempDir
    private Path folder;

    private Path tools;
    private Path left;

    @BeforeEach
    void copyTheTools() throws Exception {
        tools = Files.createDirectory(folder.resolve("tools"));
        left = folder.resolve("left");
        for (String name : List.of("up.sh", "down.sh", "freeze.sh", "thaw.sh")) {
            Files.copy(k3s().resolve(name), tools.resolve(name));
        }
        define(sum(DEFINITION));
        Files.writeString(folder.resolve("ca.crt"), CERTIFICATE);
        docker("true");
    }

    /** Which of its answers matter, and that each call is a line, its arguments in brackets. */
    private void docker(String running) throws IOException {
        Path docker = Files.createDirectories(folder.resolve("bin")).resolve("docker");
        Files.writeString(docker, """
                #!/usr/bin/env bash
                { printf '[%%s]' "$@"; echo; } >>'%1$s/calls'
                case "$1 $2" in
                  'cp botfleet-k3s-'*) cp '%1$s/ca.crt' "$3" ;;
                  exec*) [ %2$s = true ] && printf ok ;;
                  inspect*) echo %2$s ;;
                  logs*) echo 'k3s says why' ;;
                esac
                """.formatted(folder, running));
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));
    }

    private void define(String sum) throws IOException {
        Path definition = Files.writeString(folder.resolve("definition.yaml"), DEFINITION);
        Files.writeString(tools.resolve("crds.txt"), "# sum, address\n" + sum + " " + definition.toUri() + "\n");
    }

    @Test
    void startsAControlPlaneWithoutNodeSchedulerOrPrivilegeOnLoopback() throws Exception {
        assertThat(run("up.sh")).isEmpty();

        List<String> create = call("create");
        assertThat(create)
                .containsSubsequence("--network", "host")
                .containsSubsequence("server", "--disable-agent")
                .contains(
                        "--disable-scheduler",
                        "--disable-cloud-controller",
                        "--egress-selector-mode=disabled",
                        "--bind-address=127.0.0.1",
                        "--https-listen-port=21000",
                        "--kube-apiserver-arg=kubelet-certificate-authority=",
                        "--kube-controller-manager-arg=secure-port=21002")
                .doesNotContain("--privileged");
        assertThat(create)
                .filteredOn(each -> each.startsWith("--disable="))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.substring("--disable=".length()).split(","))
                                .contains("metrics-server", "servicelb"));
        assertThat(create)
                .filteredOn(each -> each.startsWith("rancher/k3s"))
                .singleElement()
                .satisfies(each -> assertThat(each).matches("rancher/k3s:v\\d+\\.\\d+\\.\\d+-k3s\\d+"));
    }

    @Test
    void leavesWhatATestNeedsAndShowsNoTokenToWhoListsProcesses() throws Exception {
        assertThat(run("up.sh")).isEmpty();

        String token = Files.readString(left.resolve("tokens.csv")).split(",", 2)[0];
        assertThat(token).matches("[0-9a-f]{32}");
        String certificate = Base64.getEncoder().encodeToString(CERTIFICATE.getBytes(StandardCharsets.UTF_8));
        assertThat(left.resolve("kubeconfig"))
                .content()
                .contains("https://127.0.0.1:21000", token, "certificate-authority-data: \"" + certificate + "\"");
        assertThat(left.resolve("certs/apiserver.crt")).hasContent(CERTIFICATE);
        assertThat(left.resolve("crds/" + sum(DEFINITION) + ".yaml")).hasContent(DEFINITION);
        assertThat(Files.readString(folder.resolve("calls"))).doesNotContain(token);
        List<String> copied = call("cp");
        assertThat(copied).contains(left.resolve("tokens.csv").toString());
        String inside = copied.getLast().split(":", 2)[1];
        assertThat(call("create")).contains("--kube-apiserver-arg=token-auth-file=" + inside);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left.resolve("tokens.csv"))))
                .isEqualTo("rw-------");
    }

    @Test
    void takesNoOtherDefinitionThanTheOneThatIsNamed() throws Exception {
        define("ab".repeat(32));

        assertThat(run("up.sh")).hasValueSatisfying(said -> assertThat(said).contains("another file than expected"));

        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @Test
    void fetchesADefinitionOnce() throws Exception {
        assertThat(run("up.sh")).isEmpty();
        Files.delete(folder.resolve("definition.yaml"));

        assertThat(run("up.sh")).isEmpty();
    }

    @Test
    void saysWhyK3sEnds() throws Exception {
        docker("false");

        assertThat(run("up.sh")).hasValueSatisfying(said -> assertThat(said).contains("k3s says why"));
    }

    @Test
    void freezesThawsAndRemovesTheContainerThatItStarted() throws Exception {
        assertThat(run("up.sh")).isEmpty();
        String container = Files.readString(left.resolve("container")).strip();
        assertThat(call("create")).containsSubsequence("--name", container);

        for (String program : List.of("freeze.sh", "thaw.sh", "down.sh")) {
            assertThat(run(program)).isEmpty();
        }

        assertThat(calls().subList(calls().size() - 3, calls().size()))
                .containsExactly(
                        List.of("pause", container),
                        List.of("unpause", container),
                        List.of("rm", "--force", "--volumes", container));
        assertThat(left).doesNotExist();
    }

    @Test
    void leavesNothingWhereNothingWasStarted() throws Exception {
        Files.createDirectory(left);

        assertThat(run("down.sh")).isEmpty();

        assertThat(left).doesNotExist();
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    /** The first call of this command. */
    private List<String> call(String command) throws IOException {
        return calls().stream()
                .filter(each -> each.getFirst().equals(command))
                .findFirst()
                .orElseThrow();
    }

    private List<List<String>> calls() throws IOException {
        List<List<String>> calls = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("calls"))) {
            calls.add(List.of(line.substring(1, line.length() - 1).split("\\]\\[", -1)));
        }
        return calls;
    }

    /** What it printed, where it failed. */
    private Optional<String> run(String program) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(tools.resolve(program).toString(), left.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "KUBE_PORT",
                        "21000",
                        "XDG_CACHE_HOME",
                        folder.resolve("cache").toString()));
        int exitCode = builder.start().waitFor();
        return exitCode == 0 ? Optional.empty() : Optional.of(Files.readString(output));
    }

    private static String sum(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Path k3s() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("infra/ci/k3s"))) {
            directory = Optional.ofNullable(directory.getParent()).orElseThrow();
        }
        return directory.resolve("infra/ci/k3s");
    }
}

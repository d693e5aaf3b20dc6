package io.botfleet.adapters.local.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.workload.RecordingProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform's entry point, with a {@code java} that writes down what it was started with. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash"})
class PlatformEntryPointTest {
    private final String shell;

    @TempDir
    Path directory;

    PlatformEntryPointTest(String shell) {
        this.shell = shell;
    }

    @BeforeEach
    void givenAPod() throws IOException {
        Files.createDirectories(directory.resolve("mounted"));
        RecordingProgram.at(directory.resolve("bin/java"));
    }

    @Test
    void givesTheProgramCopiesOfItsSecretsThatItsUserAloneCanRead() throws Exception {
        secret("master-key", "key of the platform\n");
        secret("rpc-url", "https://node.example.com/with-a-key");

        var process = start("serve", "--config", "/etc/botfleet/platform.json");

        assertThat(process.exitValue()).as("the program's own exit code").isEqualTo(RecordingProgram.EXIT_CODE);
        for (var name : new String[] {"master-key", "rpc-url"}) {
            var copy = directory.resolve("private").resolve(name);
            assertThat(copy).hasSameBinaryContentAs(directory.resolve("mounted").resolve(name));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("private"))))
                .isEqualTo("rwx------");
        try (var files = Files.list(directory.resolve("private"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void showsNoSecretInArgumentsEnvironmentOrLog() throws Exception {
        secret("master-key", "key-of-the-platform");

        start("serve");

        for (var file : new String[] {"arguments", "environment", "output"}) {
            assertThat(directory.resolve(file)).content().doesNotContain("key-of-the-platform");
        }
    }

    @Test
    void followsTheLinksThatKubernetesMountsAndLeavesItsOwnFoldersAlone() throws Exception {
        var data = Files.createDirectory(directory.resolve("mounted/..2026_11_22"));
        Files.writeString(data.resolve("settler-key"), "0x01");
        Files.createSymbolicLink(directory.resolve("mounted/..data"), Path.of("..2026_11_22"));
        Files.createSymbolicLink(directory.resolve("mounted/settler-key"), Path.of("..data/settler-key"));

        start("serve");

        try (var files = Files.list(directory.resolve("private"))) {
            assertThat(files).containsExactly(directory.resolve("private/settler-key"));
        }
        assertThat(directory.resolve("private/settler-key")).hasContent("0x01");
    }

    @Test
    void passesItsArgumentsOnAndLeavesNoDumpsOfItsMemory() throws Exception {
        start("send", "--help", "two words");

        assertThat(Files.readAllLines(directory.resolve("arguments")))
                .endsWith("io.botfleet.bootstrap.Main", "send", "--help", "two words")
                .contains(
                        "-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "-XX:+DisableAttachMechanism")
                .containsSubsequence("-cp", directory + "/own/*:" + directory + "/dependencies/*");
    }

    @Test
    void startsWithoutSecretsWhereNoneAreMounted() throws Exception {
        Files.delete(directory.resolve("mounted"));

        assertThat(start("--help").exitValue()).isEqualTo(RecordingProgram.EXIT_CODE);
        assertThat(directory.resolve("private")).doesNotExist();
    }

    @Test
    void isReplacedByTheProgramSoThatSignalsReachIt() throws Exception {
        var process = start("serve");

        assertThat(Files.readString(directory.resolve("pid")).strip()).isEqualTo(Long.toString(process.pid()));
    }

    private void secret(String name, String value) throws IOException {
        var file = Files.writeString(directory.resolve("mounted").resolve(name), value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    }

    private Process start(String... arguments) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                shell, Infra.FOLDER.resolve("docker/platform-entrypoint.sh").toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        var environment = builder.environment();
        environment.put("PATH", directory.resolve("bin") + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("BOTFLEET_MOUNTED_SECRETS", directory.resolve("mounted").toString());
        environment.put("BOTFLEET_SECRETS", directory.resolve("private").toString());
        environment.put("BOTFLEET_INSTALLED", directory.toString());
        var process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process;
    }
}

package io.botfleet.adapters.local.cluster.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExitRecordTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 69, 255})
    void writesDownHowAProgramEnded(int code) throws Exception {
        Process process = start("sh", "-c", "echo out; echo err >&2; exit " + code);

        assertThat(end(process)).isEqualTo(code);
        assertThat(ExitRecord.read(record())).hasValue(code);
        assertThat(output()).containsExactly("out", "err");
    }

    @Test
    void knowsNothingOfOneThatHasNotEnded() throws Exception {
        assertThat(ExitRecord.read(record())).isEmpty();
        Process process = start("sh", "-c", "echo up; exec sleep 1000");
        awaitOutput("up");

        assertThat(ExitRecord.read(record())).isEmpty();

        process.destroy();
        assertThat(end(process)).isEqualTo(143);
        assertThat(ExitRecord.read(record())).hasValue(143);
        assertThat(output()).as("nothing but what the program itself printed").containsExactly("up");
    }

    @Test
    void passesTheSignalOnAndWaitsForWhatComesOfIt() throws Exception {
        Process process =
                start("sh", "-c", "trap 'sleep 0.3; echo told; exit 3' TERM; echo up; while :; do sleep 0.02; done");
        awaitOutput("up");

        process.destroy();

        assertThat(end(process)).isEqualTo(3);
        assertThat(ExitRecord.read(record())).hasValue(3);
        assertThat(output()).containsExactly("up", "told");
    }

    @Test
    void saysThatThereIsNoSuchProgram() throws Exception {
        assertThat(end(start("no-such-program"))).isEqualTo(127);
        assertThat(output()).singleElement().asString().contains("no-such-program");
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(ExitRecord.recording(record(), List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private void awaitOutput(String line) throws Exception {
        for (int look = 0; look < 3_000 && !output().contains(line); look++) {
            Thread.sleep(10);
        }
        assertThat(output()).contains(line);
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path record() {
        return folder.resolve("exit");
    }

    private List<String> output() throws IOException {
        return Files.readAllLines(folder.resolve("output"));
    }
}

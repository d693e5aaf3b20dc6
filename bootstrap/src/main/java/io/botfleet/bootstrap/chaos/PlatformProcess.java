package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.bootstrap.local.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code botfleet up} in a process of its own, as often as it is killed. */
final class PlatformProcess {
    private static final Duration LONGEST_START = Duration.ofMinutes(8);

    private final DataDirectory directory;
    private @Nullable Process process;

    PlatformProcess(DataDirectory directory) {
        this.directory = directory;
    }

    private Path boundaries() {
        return directory.root().resolve("boundaries");
    }

    /** Starts it without waiting; it ends by itself at {@code crash}, if that is ever reached. */
    void start(Optional<String> crash) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dbotfleet.home=" + System.getProperty("botfleet.home"),
                "-Dbotfleet.boundaries=" + boundaries()));
        crash.ifPresent(at -> command.add("-Dbotfleet.crash=" + at));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.botfleet.bootstrap.Main",
                "up",
                "--data",
                directory.root().toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.platformLog().toFile()))
                .start();
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL, to this process only: what it started runs on. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** Waits until it answers; false where it ended before. */
    boolean awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end) {
            if (!alive()) {
                return false;
            }
            if (answers()) {
                return true;
            }
            Thread.sleep(250);
        }
        throw new IOException("the platform does not answer: see " + directory.platformLog());
    }

    boolean answers() throws IOException, InterruptedException {
        Optional<RunningPlatform> running = RunningPlatform.read(directory.root());
        if (running.isEmpty()) {
            return false;
        }
        try (ApiClient api = new ApiClient(running.get().apiUrl())) {
            api.get("/api/v1/ping");
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What its starts wrote down of their boundaries. */
    BoundaryRecord record() throws IOException {
        return BoundaryRecord.parse(Files.exists(boundaries()) ? Files.readAllLines(boundaries()) : List.of());
    }
}

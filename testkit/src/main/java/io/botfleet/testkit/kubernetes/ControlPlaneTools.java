package io.botfleet.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a control plane comes from: the folder that the environment variable {@code BOTFLEET_KUBE} names; otherwise, on Linux
 * with Docker, a container with k3s. {@code BOTFLEET_KUBE=none} says no to both.
 */
public final class ControlPlaneTools {
    /** Why a test is skipped. */
    public static final String NONE = "BOTFLEET_KUBE names no tools of a control plane, and no Docker answers on Linux";

    private static final String VARIABLE = "BOTFLEET_KUBE";
    private static final String REFUSED = "none";
    private static final long DOCKER_SECONDS = 10;

    /** Asked once in a JVM. */
    private static final class Docker {
        static final boolean ANSWERS = answers();

        private static boolean answers() {
            if (!System.getProperty("os.name").equals("Linux")) {
                return false;
            }
            try {
                Process process = new ProcessBuilder("docker", "version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor(DOCKER_SECONDS, TimeUnit.SECONDS)) {
                    return process.exitValue() == 0;
                }
                process.destroyForcibly();
                return false;
            } catch (IOException notInstalled) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private ControlPlaneTools() {}

    /** The folder with {@code up.sh} and {@code down.sh}, where a control plane is to be had. */
    public static Optional<Path> find() {
        String named = Optional.ofNullable(System.getenv(VARIABLE)).orElse("");
        if (named.equals(REFUSED)) {
            return Optional.empty();
        }
        if (!named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        return Docker.ANSWERS ? Optional.of(k3s()) : Optional.empty();
    }

    /** For JUnit's conditions. */
    public static boolean areThere() {
        return find().isPresent();
    }

    private static Path k3s() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("infra/ci/k3s"))) {
            directory = Optional.ofNullable(directory.getParent()).orElseThrow();
        }
        return directory.resolve("infra/ci/k3s");
    }
}

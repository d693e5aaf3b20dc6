package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The parts around a platform, to be killed and started again. */
final class Parts {
    private static final List<String> NAMES = List.of("postgresql", "chain", "anvil", "cluster");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataDirectory directory;

    Parts(DataDirectory directory) {
        this.directory = directory;
    }

    static String any(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** SIGKILL; false where it did not run. */
    boolean kill(String name) throws IOException {
        Optional<ProcessHandle> process = pid(name).flatMap(ProcessHandle::of);
        process.ifPresent(ProcessHandle::destroyForcibly);
        process.ifPresent(handle -> handle.onExit().join());
        return process.isPresent();
    }

    /** Starts again whatever does not run; throws the ports' own failures where that is not possible. */
    void restore() throws IOException {
        LocalPlatform.restoreParts(directory);
    }

    private Optional<Long> pid(String name) throws IOException {
        Path file = name.equals("postgresql")
                ? directory.postgres().resolve("postmaster.pid")
                : directory.run().resolve(name + ".json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(
                name.equals("postgresql")
                        ? Long.parseLong(Files.readAllLines(file).getFirst().strip())
                        : JSON.readTree(Files.readAllBytes(file)).path("pid").asLong());
    }
}

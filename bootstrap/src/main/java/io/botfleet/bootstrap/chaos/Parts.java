package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.local.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The parts around a platform, to be killed; its next start brings them back. */
final class Parts {
    private static final List<String> NAMES = List.of("postgresql", "chain", "anvil", "cluster");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataDirectory directory;

    Parts(DataDirectory directory) {
        this.directory = directory;
    }

    /** SIGKILL to one of them; which, or empty where it did not run. */
    Optional<String> killOne(Random random) throws IOException {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        Optional<ProcessHandle> process = pid(name).flatMap(ProcessHandle::of);
        process.ifPresent(ProcessHandle::destroyForcibly);
        process.ifPresent(handle -> handle.onExit().join());
        return process.map(_ -> name);
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

package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import io.botfleet.bootstrap.local.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts around a platform, to be killed and started again, or to be stopped for a while. */
final class Parts {
    static final List<String> NAMES = List.of("postgresql", "chain", "anvil", "cluster");

    private static final String POSTGRESQL = "postgresql";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataDirectory directory;
    private final Trial trial;

    Parts(DataDirectory directory, Trial trial) {
        this.directory = directory;
        this.trial = trial;
    }

    /** SIGKILL. */
    void kill(String name) throws IOException {
        Optional<ProcessHandle> process = pid(name).flatMap(ProcessHandle::of);
        process.ifPresent(ProcessHandle::destroyForcibly);
        process.ifPresent(handle -> handle.onExit().join());
    }

    /** Starts again whatever does not run; throws the ports' own failures where that is not possible. */
    void restore() throws IOException {
        LocalPlatform.restoreParts(directory, trial);
    }

    void send(Signal signal, String name) throws IOException, InterruptedException {
        for (long pid : processes(name)) {
            signal.send(pid);
        }
    }

    /** PostgreSQL serves each connection by a process of its own; what the cluster has started are the bots, and no part. */
    private List<Long> processes(String name) throws IOException {
        List<Long> processes = new ArrayList<>();
        pid(name).ifPresent(processes::add);
        if (name.equals(POSTGRESQL)) {
            pid(name).flatMap(ProcessHandle::of).ifPresent(server -> server.descendants()
                    .forEach(each -> processes.add(each.pid())));
        }
        return processes;
    }

    /** Where the development chain answers; empty before its first start. */
    static Optional<URI> chain(DataDirectory directory) throws IOException {
        Path file = directory.run().resolve("chain.json");
        return Files.exists(file)
                ? Optional.of(URI.create("http://127.0.0.1:"
                        + JSON.readTree(Files.readAllBytes(file)).path("port").asInt()))
                : Optional.empty();
    }

    private Optional<Long> pid(String name) throws IOException {
        Path file = name.equals(POSTGRESQL)
                ? directory.postgres().resolve("postmaster.pid")
                : directory.run().resolve(name + ".json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(
                name.equals(POSTGRESQL)
                        ? Long.parseLong(Files.readAllLines(file).getFirst().strip())
                        : JSON.readTree(Files.readAllBytes(file)).path("pid").asLong());
    }
}

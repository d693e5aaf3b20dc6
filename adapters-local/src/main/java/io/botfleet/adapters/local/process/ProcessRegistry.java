package io.botfleet.adapters.local.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.application.failure.Permanent;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts processes that outlive this one, and finds them again.
 *
 * <p>Each runs in a session of its own, so that neither a Ctrl-C nor this process's death reaches it, and writes its own
 * record {@code NAME.json} before it becomes the program: however early this process is killed, none is left unrecorded.
 */
public final class ProcessRegistry {
    /** Runs as the new process: its pid and start time stay the same through exec (execve(2)). */
    private static final String RECORD_AND_BECOME = """
        set -eu
        umask 077
        record=$1 name=$2 port=$3
        shift 3
        start=$(cut -d ' ' -f 22 /proc/$$/stat)
        read -r boot </proc/sys/kernel/random/boot_id
        printf '{"name":"%s","pid":%s,"startTicks":%s,"boot":"%s","port":%s}\\n' \
          "$name" "$$" "$start" "$boot" "$port" >"$record.new"
        mv "$record.new" "$record"
        exec "$@"
        """;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,80}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** @param folder where the records lie; made when missing, readable by this user only */
    public ProcessRegistry(Path folder) {
        this.folder = PrivateFiles.folder(folder);
    }

    /** Starts a process; throws {@link Permanent} where it can't be started, and where its name still runs. */
    public StartedProcess start(String name, Launch launch) {
        find(name).filter(ManagedProcess::alive).ifPresent(running -> {
            throw new Permanent(
                    name + " already runs as process " + running.identity().pid());
        });
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", RECORD_AND_BECOME, "botfleet"));
        command.add(record(name).toString());
        command.add(name);
        command.add(launch.port().isPresent() ? Integer.toString(launch.port().getAsInt()) : "null");
        command.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(launch.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        PrivateFiles.emptyUnlessThere(launch.output()).toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        try {
            Process process = builder.start();
            ProcessIdentity identity = ProcessIdentity.ofRunning(process.pid())
                    .orElseGet(() -> new ProcessIdentity(process.pid(), -1, ProcessStat.boot()));
            awaitRecord(name, process);
            return new StartedProcess(new ManagedProcess(name, identity, launch.port()), process);
        } catch (IOException failure) {
            throw new Permanent(name + " could not be started: " + failure.getMessage(), failure);
        }
    }

    /** A process counts as started once it can be found again; it writes its record within milliseconds. */
    private void awaitRecord(String name, Process process) {
        while (process.isAlive()
                && find(name)
                        .filter(found -> found.identity().pid() == process.pid())
                        .isEmpty()) {
            try {
                Thread.sleep(2);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** What the record of this name says, whether or not the process still runs. */
    public Optional<ManagedProcess> find(String name) {
        try {
            return Optional.of(parse(JSON.readTree(Files.readString(record(name)))));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("the record of process " + name, failure);
        }
    }

    /** Every record, by name. */
    public List<ManagedProcess> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .map(this::find)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("the records of processes", failure);
        }
    }

    /** Ends the process of this name, and what it left in its session, and forgets it; harmless where it is gone. */
    public void end(String name, Ending ending) {
        find(name).ifPresent(process -> {
            Session.of(process.identity()).end(ending);
            forget(name);
        });
    }

    public void forget(String name) {
        PrivateFiles.delete(record(name));
    }

    private Path record(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a process's name: \"" + name + "\"");
        }
        return folder.resolve(name + ".json");
    }

    private static ManagedProcess parse(JsonNode json) {
        return new ManagedProcess(
                json.required("name").asText(),
                new ProcessIdentity(
                        json.required("pid").asLong(),
                        json.required("startTicks").asLong(),
                        json.required("boot").asText()),
                json.required("port").isNull()
                        ? OptionalInt.empty()
                        : OptionalInt.of(json.required("port").asInt()));
    }
}

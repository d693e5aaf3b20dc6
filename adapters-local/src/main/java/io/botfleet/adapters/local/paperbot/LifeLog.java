package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.local.process.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who traded for a client and when, in a file that outlives every pod of that client: a line when a bot starts and one when
 * it ends. One that is killed writes no end, so who starts also writes down which of those it finds running beside it: it
 * looks after it has written its own start, so that of two that start at once at least one sees the other.
 */
final class LifeLog {
    /** The system property that names the folder of the logs; without it nothing is written. */
    static final String FOLDER = "paperbot.lives";

    private final Optional<Path> folder;
    private final ProcessIdentity self;
    private Optional<Path> begun = Optional.empty();

    LifeLog(Optional<Path> folder, ProcessIdentity self) {
        this.folder = folder;
        this.self = self;
    }

    static LifeLog ofThisProcess() {
        return new LifeLog(
                Optional.ofNullable(System.getProperty(FOLDER)).map(Path::of),
                ProcessIdentity.ofRunning(ProcessHandle.current().pid()).orElseThrow());
    }

    /**
     * Writes that this bot starts to trade; once, however often it reloads its configuration.
     *
     * @param botName the client and the command, as {@code cliente-001.42}
     */
    synchronized void start(String botName) {
        if (folder.isEmpty() || begun.isPresent()) {
            return;
        }
        int dot = botName.indexOf('.');
        String client = (dot < 0 ? botName : botName.substring(0, dot)).replaceAll("[^A-Za-z0-9-]", "_");
        Path file = folder.get().resolve(client + ".log");
        try {
            Files.createDirectories(folder.get());
            append(file, "start", self, botName.substring(dot + 1));
            begun = Optional.of(file);
            for (ProcessIdentity other : unended(file)) {
                if (!other.equals(self) && other.alive()) {
                    append(file, "beside", other, botName.substring(dot + 1));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the log of the bots of " + client, failure);
        }
    }

    /** Writes that this bot touches nothing any more; nothing where it never started. */
    synchronized void end() {
        begun.ifPresent(file -> {
            try {
                append(file, "end", self, "");
            } catch (IOException failure) {
                throw new UncheckedIOException("the log of the bots", failure);
            }
        });
        begun = Optional.empty();
    }

    private static Iterable<ProcessIdentity> unended(Path file) throws IOException {
        Map<ProcessIdentity, String> running = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode json = Json.MAPPER.readTree(line);
            ProcessIdentity process = new ProcessIdentity(
                    json.path("pid").asLong(),
                    json.path("startTicks").asLong(),
                    json.path("boot").asText());
            switch (json.path("event").asText()) {
                case "start" -> running.put(process, line);
                case "end" -> running.remove(process);
                default -> {}
            }
        }
        return running.keySet();
    }

    /** One write, so that lines of several processes never mix (O_APPEND of open(2)). */
    private static void append(Path file, String event, ProcessIdentity process, String command) throws IOException {
        String line = Json.object()
                        .put("event", event)
                        .put("at", Instant.now().toString())
                        .put("pid", process.pid())
                        .put("startTicks", process.startTicks())
                        .put("boot", process.boot())
                        .put("command", command)
                + "\n";
        Files.write(
                file,
                line.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }
}

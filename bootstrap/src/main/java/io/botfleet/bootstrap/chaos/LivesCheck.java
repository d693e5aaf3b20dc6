package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the lives of a client's bots overlapped, by what the bots themselves wrote down.
 *
 * <p>The lines of all of them are in one file, in the order in which they were written. A bot that was killed wrote no end;
 * that it was dead when the next one started is what the next one saw: otherwise it would have written {@code beside}.
 */
final class LivesCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LivesCheck() {}

    /** @param running the command that the client's bot should run now, empty for no bot */
    static List<String> look(ClientId client, List<String> lines, Optional<String> running) throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, String> commands = new LinkedHashMap<>();
        String last = "";
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            String process = event.path("boot").asText() + "/" + event.path("pid") + "/" + event.path("startTicks");
            switch (event.path("event").asText()) {
                case "start" -> {
                    commands.put(process, event.path("command").asText());
                    last = process;
                }
                case "beside" ->
                    wrong.add(client + " had two bots at once: that of command " + commands.get(process)
                            + " ran when that of command "
                            + event.path("command").asText() + " was started at "
                            + event.path("at").asText());
                case "end" -> {
                    String command = commands.remove(process);
                    if (command == null) {
                        wrong.add("a bot of " + client + " ended that did not run: " + line);
                    } else if (!last.equals(process)) {
                        wrong.add(client + " had two bots at once: that of command " + command + " ended at "
                                + event.path("at").asText() + ", after another one had started");
                    }
                }
                default -> wrong.add("the log of the bots of " + client + " has an unknown line: " + line);
            }
        }
        Optional<String> open = Optional.ofNullable(commands.get(last));
        if (running.isPresent() && !open.equals(running)) {
            wrong.add(client + " should run command " + running.get() + ", and its bots wrote down "
                    + open.orElse("none"));
        }
        return wrong;
    }
}

package io.botfleet.adapters.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What to start.
 *
 * @param command the program, looked up on the PATH of {@code environment}, and its arguments: no secrets, since every user
 *     of the machine can read them
 * @param environment all of it: nothing is inherited
 * @param output the file that what it prints is appended to, readable by this user only
 */
public record Launch(
        List<String> command, Path directory, Map<String, String> environment, Path output, OptionalInt port) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command is needed");
        }
    }

    /** Names the program and nothing else: environments carry secrets. */
    @Override
    public String toString() {
        return "Launch[" + command.getFirst() + "]";
    }
}

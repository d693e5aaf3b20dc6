package io.botfleet.adapters.local.postgres;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How one of PostgreSQL's programs is called: they refuse to run as root. */
final class ChildCommand {
    private ChildCommand() {}

    /**
     * The program as an ordinary user. Root is put in a user namespace, in which it is nobody and still owns its files;
     * the program replaces {@code unshare}, so the process id is the program's own.
     */
    static List<String> unprivileged(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.add("unshare");
            command.add("--user");
        }
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** The same in a session of its own, so that an interrupt from the terminal does not reach it. */
    static List<String> inOwnSession(List<String> command) {
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        return detached;
    }

    /** Kills a program and what it has started, and sees them gone before anybody removes the files that they write. */
    static void kill(Process process) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                .join();
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException problem) {
            throw new Permanent("the user that runs this can't be told: " + problem, problem);
        }
    }
}

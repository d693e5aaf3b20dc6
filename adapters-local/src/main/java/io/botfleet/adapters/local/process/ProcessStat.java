package io.botfleet.adapters.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code /proc/PID/stat} says of a process (proc_pid_stat(5)).
 *
 * @param startTicks when it started, in clock ticks since the machine's boot
 */
record ProcessStat(long pid, char state, long session, long startTicks) {
    private static final Path PROC = Path.of("/proc");

    static Optional<ProcessStat> of(long pid) {
        try {
            return Optional.of(
                    parse(pid, Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"))));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException vanished) {
            // Reading the file of a process that ends in between gives ESRCH; anything else is no answer about it
            // either.
            if (Files.exists(PROC.resolve(Long.toString(pid)))) {
                throw new UncheckedIOException("the state of process " + pid, vanished);
            }
            return Optional.empty();
        }
    }

    /** The command's name, in parentheses, may hold anything; the last parenthesis ends it. */
    static ProcessStat parse(long pid, String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
        return new ProcessStat(pid, fields[0].charAt(0), Long.parseLong(fields[3]), Long.parseLong(fields[19]));
    }

    /** A zombie runs nothing any more: it only waits for its parent to ask how it ended. */
    boolean running() {
        return state != 'Z' && state != 'X';
    }

    static List<ProcessStat> ofSession(long session) {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(name -> of(Long.parseLong(name)))
                    .flatMap(Optional::stream)
                    .filter(stat -> stat.session() == session && stat.running())
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("the list of processes", failure);
        }
    }

    /** Unlike at every boot, so that start times of different boots are never taken for each other. */
    static String boot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).trim();
        } catch (IOException failure) {
            throw new UncheckedIOException("the machine's boot id", failure);
        }
    }
}

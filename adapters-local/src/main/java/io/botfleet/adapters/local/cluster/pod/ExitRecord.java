package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.cluster.manifest.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a container's process ended, in a file: only a parent hears of that, and the next cluster is none of its. What runs
 * once can't be asked a second time.
 */
final class ExitRecord {
    /**
     * Passes SIGTERM on, as the container's own first process would get it. A wait that a signal breaks off returns early,
     * and the program is still there then (POSIX, "Signals and Error Handling"). What the shell itself would say of a program that a
     * signal ended is not the program's to have said.
     */
    private static final String RUN_AND_RECORD = """
        record=$1
        shift
        exec 3>&2 2>/dev/null
        asked= program=
        trap 'asked=yes; [ -z "$program" ] || kill -s TERM "$program"' TERM
        "$@" 2>&3 3>&- &
        program=$!
        [ -z "$asked" ] || kill -s TERM "$program"
        code=0
        wait "$program" || code=$?
        while kill -s 0 "$program"; do
          code=0
          wait "$program" || code=$?
        done
        printf '%s\\n' "$code" >"$record.new" && mv "$record.new" "$record"
        exit "$code"
        """;

    private ExitRecord() {}

    /** The command that runs another one, and writes its exit code into the file before it ends with it. */
    static List<String> recording(Path file, List<String> command) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", RUN_AND_RECORD, "botfleet", file.toString()));
        all.addAll(command);
        return all;
    }

    /** Why a Job has failed whose container ended so; empty where it has not. */
    static Optional<String> failure(Container container, OptionalInt exitCode) {
        if (exitCode.isEmpty()) {
            return Optional.of("the container " + container.name() + " ended, and nobody saw how");
        }
        return exitCode.getAsInt() == 0
                ? Optional.empty()
                : Optional.of("the container " + container.name() + " ended with exit code " + exitCode.getAsInt());
    }

    /** Empty where it has not ended, or was killed together with what was to write it down. */
    static OptionalInt read(Path file) {
        try {
            return OptionalInt.of(Integer.parseInt(Files.readString(file).strip()));
        } catch (NoSuchFileException | NumberFormatException none) {
            return OptionalInt.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("the exit code of a container", failure);
        }
    }
}

package io.botfleet.bootstrap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that a command is given or makes for itself. */
final class Folder {
    private Folder() {}

    /** Ends the command where a file has the name; a folder need not be there yet. */
    static void requireNoFile(String option, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Ended.usage(option + ": " + folder + " is a file; name a directory");
        }
    }

    /** Ends the command where there is something already. */
    static void requireNew(String option, Path folder) throws IOException {
        requireNoFile(option, folder);
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw Ended.usage(option + ": there is something in " + folder + " already; name a new directory");
            }
        }
    }

    /** Removes it with all that is in it; symbolic links go, and what they point to stays. */
    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}

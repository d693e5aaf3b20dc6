package io.botfleet.adapters.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders as a whole. */
final class Folders {
    private Folders() {}

    /** Deletes a folder with all that it holds; harmless where it is not there. */
    static void delete(Path doomed) throws IOException {
        if (!Files.exists(doomed)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> walk = Files.walk(doomed)) {
            content = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : content) {
            Files.deleteIfExists(each);
        }
    }
}

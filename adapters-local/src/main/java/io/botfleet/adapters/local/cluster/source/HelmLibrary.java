package io.botfleet.adapters.local.cluster.source;

import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Helm's native library, which helm-java unpacks into a folder of its own in {@code java.io.tmpdir} at every start. */
final class HelmLibrary {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final Pattern UNPACKED = Pattern.compile("^\\S+ \\S+ \\S+ \\S+ \\d+ +(/.*/helm-java[0-9]+)/[^/]+$");

    private HelmLibrary() {}

    /**
     * Removes the 98 MB that this process has unpacked and loaded: the mapping stays, and a killed process would leave
     * the file behind (unlink(2)).
     */
    static void unlink() {
        if (!Files.exists(MAPPINGS)) {
            return;
        }
        try (var lines = Files.lines(MAPPINGS)) {
            lines.map(UNPACKED::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .distinct()
                    .forEach(folder -> PrivateFiles.deleteAll(Path.of(folder)));
        } catch (IOException failure) {
            throw new UncheckedIOException("what Helm's library left", failure);
        }
    }
}

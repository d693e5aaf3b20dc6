package io.botfleet.bootstrap.serve;

import java.nio.file.Path;
import java.util.List;

/** A configuration that no platform can be started from; names each place that is wrong, and repeats no secret. */
public final class Misconfigured extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems one for each place: its path in the file, and what is wrong there */
    Misconfigured(Path file, List<String> problems) {
        super(
                file
                        + (problems.size() == 1 ? " is wrong: " : " is wrong in " + problems.size() + " places:\n  ")
                        + String.join("\n  ", problems),
                null,
                false,
                false);
    }
}

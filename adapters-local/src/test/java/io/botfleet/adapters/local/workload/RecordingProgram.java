package io.botfleet.adapters.local.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A program in place of the one that an entry point starts. In its working directory it writes down its {@code arguments},
 * one a line, its {@code environment} and its {@code pid}.
 */
public final class RecordingProgram {
    /** How it ends. */
    public static final int EXIT_CODE = 7;

    static final String SCRIPT = """
            #!/bin/sh
            for argument in "$@"; do printf '%%s\\n' "$argument"; done >arguments
            env >environment
            echo $$ >pid
            exit %d
            """.formatted(EXIT_CODE);

    private RecordingProgram() {}

    public static void at(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, SCRIPT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package io.botfleet.bootstrap.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes were started with. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * All words of a process's command line with spaces between them; empty where it has ended, or is somebody else's.
     * {@link ProcessHandle.Info#commandLine()} gives no more than a page of it on Linux, and a class path is longer.
     */
    public static String of(ProcessHandle process) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException noSuchFile) {
            return process.info().commandLine().orElse("");
        }
    }
}

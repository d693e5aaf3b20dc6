package io.botfleet.adapters.k8s.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines and keeps no more of one than a person would read: a bot may print one that never ends. */
final class LogLines {
    private static final int LONGEST = 4_000;
    private static final int END = -1;

    private final BufferedReader reader;

    LogLines(InputStream body) {
        reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Empty at the end. */
    Optional<String> next() throws IOException {
        StringBuilder line = new StringBuilder();
        int read = reader.read();
        if (read == END) {
            return Optional.empty();
        }
        while (read != END && read != '\n') {
            if (line.length() <= LONGEST) {
                line.append((char) read);
            }
            read = reader.read();
        }
        if (line.length() > LONGEST) {
            line.replace(LONGEST, line.length(), "…");
        } else if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return Optional.of(line.toString());
    }
}

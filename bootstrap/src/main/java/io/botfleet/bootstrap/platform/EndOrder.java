package io.botfleet.bootstrap.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file that asks one of the processes that look at it to end, at whichever of its lines one of them gets to first.
 *
 * <p>A line like {@code Commands.save after 3} is reached when such a call has had its effect for the third time since the
 * file had this content; its first line may be anything, to tell it from the order before. Whoever gets to a line removes
 * the file, and so nobody else ends by it.
 */
final class EndOrder {
    private final Path file;
    private final Map<String, Integer> since = new HashMap<>();
    private String known = "";

    EndOrder(Path file) {
        this.file = file;
    }

    /** The line by which this process has to end now that it is at this boundary; empty for going on. */
    Optional<String> taken(String boundary) {
        try {
            String order = read();
            if (order.isEmpty()) {
                return Optional.empty();
            }
            String here = boundary + " " + count(order, boundary);
            return order.lines().anyMatch(here::equals) && Files.deleteIfExists(file)
                    ? Optional.of(here)
                    : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String read() throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException noOrder) {
            return "";
        }
    }

    private synchronized int count(String order, String boundary) {
        if (!order.equals(known)) {
            known = order;
            since.clear();
        }
        return since.merge(boundary, 1, Integer::sum);
    }
}

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
 * A file that asks one of the processes that look at it to end or to sleep, at whichever of its lines one of them gets to
 * first.
 *
 * <p>A line like {@code END Commands.save after 3} begins with a {@link Deed} and is reached when such a call has had its
 * effect for the third time since the file had this content; its first line may be anything, to tell it from the order
 * before. Of two lines for one call the first counts. Whoever gets to a line removes the file, and so nobody else goes by it.
 */
final class BoundaryOrder {
    /**
     * What this process has to do now.
     *
     * @param call the boundary and the number of the call, like {@code Commands.save after 3}
     */
    record Taken(Deed deed, String call) {}

    private final Path file;
    private final Map<String, Integer> since = new HashMap<>();
    private String known = "";

    BoundaryOrder(Path file) {
        this.file = file;
    }

    /** What this process has to do now that it is at this boundary; empty for going on. */
    Optional<Taken> taken(String boundary) {
        try {
            String order = read();
            if (order.isEmpty()) {
                return Optional.empty();
            }
            String here = boundary + " " + count(order, boundary);
            Optional<Taken> asked =
                    order.lines().flatMap(line -> asked(line, here).stream()).findFirst();
            return asked.isPresent() && Files.deleteIfExists(file) ? asked : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Optional<Taken> asked(String line, String here) {
        for (Deed deed : Deed.values()) {
            if (line.equals(deed + " " + here)) {
                return Optional.of(new Taken(deed, here));
            }
        }
        return Optional.empty();
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

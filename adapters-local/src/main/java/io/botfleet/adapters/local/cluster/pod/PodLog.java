package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pod's containers printed: the file they append to, and the one before it. */
final class PodLog {
    private static final long LONGEST = 8L * 1024 * 1024;
    /** How far back a reader gets: Kubernetes' own are ten megabytes (containerLogMaxSize of the kubelet). */
    static final int TAIL = 2 * 1024 * 1024;

    private static final int KEPT = 512 * 1024;
    private static final int LONGEST_WORDS = 600;

    /** Freqtrade's log format: time, logger, level, message (freqtrade/loggers). */
    private static final Pattern FREQTRADE_FAILURE = Pattern.compile(".* - (?:ERROR|CRITICAL) - (.+)");

    private final Path file;
    private final Path previous;

    PodLog(Path file) {
        this.file = file;
        this.previous = file.resolveSibling(file.getFileName() + ".previous");
    }

    Path file() {
        return file;
    }

    /** What the file held before it was emptied, see {@link #bound}. */
    Path previous() {
        return previous;
    }

    long size() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException failure) {
            throw new UncheckedIOException("the log of a pod", failure);
        }
    }

    /** The last lines, oldest first. */
    List<String> tail(int lines) {
        return last(lines, end(TAIL));
    }

    /** Of as many bytes at most of either file. */
    private List<String> end(int most) {
        List<String> all = new ArrayList<>(size() < most ? lines(previous, 0, most) : List.of());
        all.addAll(lines(file, 0, most));
        return all;
    }

    /** What was printed before the file begins, where there is room for it in a tail. */
    List<String> before() {
        return size() < TAIL ? lines(previous, 0, TAIL) : List.of();
    }

    static List<String> last(int lines, List<String> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /** Why the container that has printed since then ended: its last error, or else its last line. */
    String lastWords(long since) {
        List<String> lines = lines(file, since, TAIL).stream()
                .filter(line -> !line.isBlank())
                .toList();
        String words = lines.isEmpty() ? "it printed nothing" : lines.getLast().strip();
        for (String line : lines.reversed()) {
            Matcher failure = FREQTRADE_FAILURE.matcher(line);
            if (failure.matches()) {
                words = failure.group(1).strip();
                break;
            }
        }
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }

    /** Why something failed, and {@link #lastWords}. */
    String withLastWords(String why, long since) {
        return why + "; its last words: " + lastWords(since);
    }

    /**
     * Moves a log that has grown too long aside. The containers hold the file open for appending, so it is copied and
     * emptied; a line printed in between is lost, as with logrotate's copytruncate.
     */
    void bound() {
        if (size() <= LONGEST) {
            return;
        }
        try {
            Files.copy(file, previous, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the log of a pod", failure);
        }
    }

    /** Writes its end, a megabyte at most, into a file of this user's only; nothing where nothing was printed. */
    void keep(Path elsewhere) {
        List<String> end = end(KEPT);
        if (!end.isEmpty()) {
            PrivateFiles.folder(elsewhere.resolveSibling(""));
            PrivateFiles.write(elsewhere, (String.join("\n", end) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> lines(Path file, long since, int most) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long from = Math.max(since <= size ? since : 0, size - most);
            ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                // Reads on until the size that was seen, or the end where it was emptied meanwhile.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("the log of a pod", failure);
        }
    }
}

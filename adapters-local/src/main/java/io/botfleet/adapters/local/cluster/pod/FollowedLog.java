package io.botfleet.adapters.local.cluster.pod;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Reads on in what a pod prints, over all its containers' lives, until the pod is gone. For one thread. */
public final class FollowedLog implements AutoCloseable {
    private static final int CHUNK = 256 * 1024;

    /** Where a line that does not end is cut. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final PodLog log;
    private final BooleanSupplier ended;
    /** The beginning of a line that is not complete yet. */
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    /** Kept open, so that the last lines can be read after the pod's folder is gone. */
    private Optional<FileChannel> channel = Optional.empty();

    private long position;
    private Optional<List<String>> tail;

    private FollowedLog(PodLog log, int lines, BooleanSupplier ended) {
        this.log = log;
        this.ended = ended;
        List<String> all = new ArrayList<>(log.before());
        try {
            open();
            position = Math.max(0, size() - PodLog.TAIL);
            for (List<String> more = read(); !more.isEmpty(); more = read()) {
                all.addAll(more);
            }
        } catch (IOException failure) {
            close();
            throw new UncheckedIOException("the log of a pod", failure);
        }
        this.tail = Optional.of(PodLog.last(lines, all));
    }

    /** @param ended whether the pod is gone */
    static FollowedLog of(PodLog log, int lines, BooleanSupplier ended) {
        return new FollowedLog(log, lines, ended);
    }

    /** First the last lines, and then what was printed since; empty once the pod is gone and all of it was read. */
    public Optional<List<String>> more() {
        if (tail.isPresent()) {
            Optional<List<String>> first = tail;
            tail = Optional.empty();
            return first;
        }
        boolean over = ended.getAsBoolean();
        try {
            if (!over) {
                open();
            }
            List<String> lines = read();
            if (!over || !lines.isEmpty()) {
                return Optional.of(lines);
            }
            return begun.size() == 0 ? Optional.empty() : Optional.of(List.of(taken()));
        } catch (IOException failure) {
            throw new UncheckedIOException("the log of a pod", failure);
        }
    }

    /** There is none before the first container starts. */
    private void open() throws IOException {
        if (channel.isEmpty() && Files.exists(log.file())) {
            channel = Optional.of(FileChannel.open(log.file(), StandardOpenOption.READ));
        }
    }

    private long size() throws IOException {
        return channel.isPresent() ? channel.get().size() : 0;
    }

    private List<String> read() throws IOException {
        List<String> lines = new ArrayList<>();
        if (size() < position) {
            // Emptied since: what was not read yet is in the copy.
            try (FileChannel copy = FileChannel.open(log.previous(), StandardOpenOption.READ)) {
                while (position < copy.size()) {
                    lines.addAll(read(copy));
                }
            }
            position = 0;
        }
        while (lines.isEmpty()
                && channel.isPresent()
                && position < channel.get().size()) {
            lines.addAll(read(channel.get()));
        }
        return lines;
    }

    private List<String> read(FileChannel from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(0, from.size() - position)));
        int count = from.read(bytes, position);
        if (count < 0) {
            return List.of();
        }
        position += count;
        int complete = count;
        while (complete > 0 && bytes.get(complete - 1) != '\n') {
            complete--;
        }
        if (complete == 0) {
            begun.write(bytes.array(), 0, count);
            return begun.size() < LONGEST_LINE ? List.of() : List.of(taken());
        }
        begun.write(bytes.array(), 0, complete);
        List<String> lines = taken().lines().toList();
        begun.write(bytes.array(), complete, count - complete);
        return lines;
    }

    private String taken() {
        String text = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        return text;
    }

    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the log of a pod", failure);
        }
    }
}

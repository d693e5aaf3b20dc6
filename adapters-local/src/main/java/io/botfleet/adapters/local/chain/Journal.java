package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.application.failure.Permanent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Everything that made the chain what it is, in order: one JSON object a line, on the disk before it takes effect.
 *
 * <p>A line that a crash cut off was never acknowledged, and is dropped at the next start.
 */
final class Journal implements AutoCloseable {
    /** One line. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Entry.Sent.class, name = "sent"),
        @JsonSubTypes.Type(value = Entry.Mined.class, name = "mined"),
        @JsonSubTypes.Type(value = Entry.Called.class, name = "called"),
        @JsonSubTypes.Type(value = Entry.Shifted.class, name = "shifted"),
        @JsonSubTypes.Type(value = Entry.Reorganised.class, name = "reorganised"),
        @JsonSubTypes.Type(value = Entry.Reached.class, name = "reached")
    })
    sealed interface Entry {
        /** A raw transaction that anvil took into its pool. */
        record Sent(String raw) implements Entry {}

        /** A block with this timestamp, in seconds since 1970, of whatever was in the pool. */
        record Mined(long timestamp) implements Entry {}

        /** A call that changes the chain's state past its rules. */
        record Called(String method, JsonNode params) implements Entry {}

        /** How many seconds the chain's clock is ahead of the machine's from now on. */
        record Shifted(long seconds) implements Entry {}

        /**
         * Other blocks in place of those above a block, all at once.
         *
         * @param common the highest block that stays
         * @param baseFee of the first block above it, as a quantity in wei: anvil would go on from the head's
         * @param blocks what there is now above it
         * @param replaced what there was above it
         */
        record Reorganised(long common, String baseFee, List<Block> blocks, List<Block> replaced) implements Entry {
            /** A block by its timestamp, in seconds since 1970, and its raw transactions in their order. */
            record Block(long timestamp, List<String> transactions) {}
        }

        /** The hash of a block that was mined, for the replay to be checked against. */
        record Reached(long number, String hash) implements Entry {}
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an entry does when it is replayed. */
    interface Replay {
        void entry(Entry entry) throws IOException, RpcRefusal;
    }

    private final Path file;
    private final FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Journal open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                PrivateFiles.emptyUnlessThere(file), StandardOpenOption.READ, StandardOpenOption.WRITE);
        long whole = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        while (whole > 0 && (channel.read(last.clear(), whole - 1) < 1 || last.get(0) != '\n')) {
            whole--;
        }
        channel.truncate(whole);
        channel.position(whole);
        return new Journal(file, channel);
    }

    /** Every entry so far, the oldest first. */
    void replay(Replay replay) throws IOException, RpcRefusal {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                replay.entry(parse(line, number));
            }
        }
    }

    private Entry parse(String line, int number) {
        try {
            return JSON.readValue(line, Entry.class);
        } catch (JsonProcessingException damaged) {
            throw new Permanent("line " + number + " of " + file + " is damaged", damaged);
        }
    }

    /** Returns once the entry is on the disk. */
    void append(Entry entry) throws IOException {
        note(entry);
        channel.force(false);
    }

    /** Appends what may be lost: it can be found out again. */
    void note(Entry entry) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(
                (JSON.writerFor(Entry.class).writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

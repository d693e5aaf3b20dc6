package io.botfleet.adapters.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one process that may run on a data directory: a lock on {@code DIR/lock}, which the kernel drops when it dies. */
public final class DirectoryLock implements AutoCloseable {
    /** What came of asking for the lock. */
    public sealed interface Outcome {
        /** It is ours until it is closed or this process ends. */
        record Held(DirectoryLock lock) implements Outcome {}

        /** @param holder who has it, in its own words */
        record Refused(String holder) implements Outcome {}
    }

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @param holder how to name this process to whoever is refused */
    public static Outcome acquire(Path directory, String holder, Instant now) {
        Path file = PrivateFiles.emptyUnlessThere(PrivateFiles.folder(directory).resolve("lock"));
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                return new Outcome.Refused(Files.readString(file).trim());
            }
            channel.truncate(0);
            String text = holder + ", process " + ProcessHandle.current().pid() + ", since " + now + "\n";
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return new Outcome.Held(new DirectoryLock(channel));
        } catch (IOException failure) {
            throw new UncheckedIOException("the lock " + file, failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the lock", failure);
        }
    }
}

package io.botfleet.adapters.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that one process at a time uses, and whose content may go at any time. */
final class CacheFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private CacheFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Throws {@link IllegalStateException} where another process, or another part of this one, has it. */
    static CacheFolder take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isOurs(lock)) {
                return new CacheFolder(folder, lock);
            }
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the folder for the copy of the GitOps repository can't be used", failure);
        }
        throw new IllegalStateException("another process keeps its copy of the GitOps repository in " + folder);
    }

    private static boolean isOurs(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

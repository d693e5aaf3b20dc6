package io.botfleet.adapters.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and folders that only this user can read, from the moment they exist. */
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE = owner("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER = owner("rwx------");

    /** How the names of files end that somebody who was killed meanwhile may have left half-written. */
    static final String UNFINISHED = ".new";

    private PrivateFiles() {}

    private static FileAttribute<Set<PosixFilePermission>> owner(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Makes the folder, and the ones above it, where they are missing. */
    public static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder.toAbsolutePath().normalize(), OWNER_FOLDER);
        } catch (IOException failure) {
            throw new UncheckedIOException("the folder " + folder, failure);
        }
    }

    public static Path emptyUnlessThere(Path file) {
        try {
            Files.createFile(file, OWNER_FILE);
        } catch (FileAlreadyExistsException there) {
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException("the file " + file, failure);
        }
        return file;
    }

    /** Replaces the file as a whole: a reader sees the old or the new, never a part (rename(2)), through a crash too. */
    public static void write(Path file, byte[] content) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, OWNER_FILE);
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException("the file " + file, failure);
        }
    }

    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("the file " + file, failure);
        }
    }

    /** Removes a folder with all that is in it, following no link; nothing where it is missing. */
    public static void deleteAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException("the folder " + folder, failure);
        }
    }
}

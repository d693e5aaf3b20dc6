package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.k8s.cluster.SealingSource;
import io.botfleet.adapters.k8s.sealedsecrets.RsaCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;

/**
 * The part {@code cluster.sealing}: the controller, and a file with those of its certificates that are pinned, or what tells
 * that it is the controller who answers.
 */
final class SealingFields {
    private static final String SERVICE = "controller";
    private static final String CERTIFICATE = "certificate";
    private static final String NETWORK = "network";
    private static final String TRUSTED = "trusted";

    private SealingFields() {}

    static Optional<SealingSource> read(Fields sealing) {
        Optional<URI> service = sealing.text(
                        SERVICE,
                        text -> text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                        "an http: or https: URL of a host and perhaps a port")
                .map(URI::create);
        Optional<SealingSource> source =
                sealing.has(CERTIFICATE) ? pinned(sealing, service) : believed(sealing, service);
        sealing.end();
        return source;
    }

    private static Optional<SealingSource> pinned(Fields sealing, Optional<URI> service) {
        Optional<Path> certificates =
                sealing.absolutePath(CERTIFICATE, "a PEM file").filter(file -> holdsCertificates(sealing, file));
        return service.flatMap(where -> certificates.map(file -> new SealingSource.Pinned(file, where)));
    }

    /** One that is not valid now, or no more, is not looked for: a start waits for it, and a platform does not. */
    private static boolean holdsCertificates(Fields sealing, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            RsaCertificate.ofPem(content);
            return true;
        } catch (CertificateException useless) {
            sealing.problems()
                    .add(
                            sealing.pathOf(CERTIFICATE),
                            file + " has to hold certificates with RSA keys, and nothing else");
        } catch (IOException unreadable) {
            sealing.problems().add(sealing.pathOf(CERTIFICATE), file + " can't be read");
        }
        return false;
    }

    private static Optional<SealingSource> believed(Fields sealing, Optional<URI> service) {
        Optional<Trust> trust = trust(sealing, service);
        return service.flatMap(where -> trust.map(by -> new SealingSource.Controller(where, by)));
    }

    private static Optional<Trust> trust(Fields sealing, Optional<URI> service) {
        if (sealing.has(NETWORK)) {
            return sealing.text(NETWORK, TRUSTED::equals, "\"" + TRUSTED + "\", the one thing that may be said of it")
                    .map(_ -> new Trust.OfNetwork());
        }
        if (service.filter(where -> "http".equals(where.getScheme())).isPresent()) {
            String refusal =
                    "is missing, and the controller is asked by http:, where anybody on the way could answer and"
                            + " read every secret that is sealed from then on: pin its certificate in a file, use https:, or"
                            + " say that " + sealing.pathOf(NETWORK) + " is \"" + TRUSTED + "\"";
            sealing.problems().add(sealing.pathOf(CERTIFICATE), refusal);
            return Optional.empty();
        }
        return Optional.of(new Trust.OfServer());
    }
}

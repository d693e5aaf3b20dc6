package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.k8s.cluster.SealingSource;
import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * The part {@code cluster.sealing}: a file with the certificate that secrets are sealed to, or the controller that gives it
 * with what tells that it is the controller's.
 */
final class SealingFields {
    private static final String SERVICE = "controller";
    private static final String FINGERPRINTS = "fingerprints";
    private static final String CERTIFICATE = "certificate";
    private static final String NETWORK = "network";
    private static final String TRUSTED = "trusted";

    private SealingFields() {}

    static Optional<SealingSource> read(Fields sealing) {
        Optional<SealingSource> source = sealing.has(CERTIFICATE) ? file(sealing) : controller(sealing);
        sealing.end();
        return source;
    }

    private static Optional<SealingSource> file(Fields sealing) {
        return Authority.read(sealing, CERTIFICATE).map(SealingSource.Certificate::new);
    }

    private static Optional<SealingSource> controller(Fields sealing) {
        Optional<URI> service = sealing.text(
                        SERVICE,
                        text -> text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                        "an http: or https: URL of a host and perhaps a port")
                .map(URI::create);
        Optional<Trust> trust = trust(sealing, service);
        return service.flatMap(where -> trust.map(by -> new SealingSource.Controller(where, by)));
    }

    private static Optional<Trust> trust(Fields sealing, Optional<URI> service) {
        if (sealing.has(FINGERPRINTS)) {
            return sealing.texts(
                            FINGERPRINTS,
                            each -> each.matches("[0-9a-f]{64}"),
                            "a list of SHA-256, each 64 lower-case hexadecimal digits")
                    .map(each -> new Trust.Pinned(Set.copyOf(each)));
        }
        if (sealing.has(NETWORK)) {
            return sealing.text(NETWORK, TRUSTED::equals, "\"" + TRUSTED + "\", the one thing that may be said of it")
                    .map(_ -> new Trust.OfNetwork());
        }
        if (service.filter(where -> "http".equals(where.getScheme())).isPresent()) {
            String refusal =
                    "is missing, and the controller is asked by http:, where anybody on the way could answer and"
                            + " read every secret that is sealed from then on: pin its certificate, name a file as "
                            + sealing.pathOf(CERTIFICATE) + " instead, use https:, or say that "
                            + sealing.pathOf(NETWORK) + " is \"" + TRUSTED + "\"";
            sealing.problems().add(sealing.pathOf(FINGERPRINTS), refusal);
            return Optional.empty();
        }
        return Optional.of(new Trust.OfServer());
    }
}

package io.botfleet.adapters.k8s.sealedsecrets;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Certificates of the controller that a person has pinned, in a PEM file that is read again at every use. Nothing else is
 * ever sealed to, whatever answers in the controller's place.
 *
 * <p>The controller is asked for what it shows, and need not answer: of the pinned ones that are valid, the one that it shows
 * is taken, and the newest where it shows none of them. It keeps the keys before its newest, so it opens what is sealed to any
 * (bitnami-labs/sealed-secrets, "Sealing key renewal").
 */
public final class PinnedCertificates implements SealingCertificate {
    private static final String NONE = "none of the sealing certificates that are pinned is valid now";

    private record Shown(RsaCertificate certificate, Instant at) {}

    private final Path file;
    private final CertificateEndpoint endpoint;
    private final Duration maximumAge;
    private final Clock clock;
    private volatile Optional<Shown> shown = Optional.empty();

    /**
     * @param controller the controller's service, as {@code http://host:port}
     * @param maximumAge for how long an answer of the controller counts
     */
    public PinnedCertificates(Path file, URI controller, Duration maximumAge, Clock clock) {
        this.file = file;
        this.endpoint = new CertificateEndpoint(controller);
        this.maximumAge = maximumAge;
        this.clock = clock;
    }

    /** Asks nobody but the file. */
    @Override
    public RsaCertificate current() {
        return best().orElseThrow(() -> new Unavailable(NONE));
    }

    @Override
    public synchronized SealingState look() {
        boolean answers = answers();
        Optional<RsaCertificate> seen = shown.map(Shown::certificate);
        RsaCertificate used = best().orElseThrow(() -> new Permanent(
                NONE + seen.map(it -> "; the controller shows " + it).orElse("")));
        if (!answers) {
            return new SealingState(used, seen, SealingState.Controller.AWAY);
        }
        return new SealingState(
                used,
                seen,
                seen.filter(used::equals).isPresent()
                        ? SealingState.Controller.SHOWS_IT
                        : SealingState.Controller.SHOWS_ANOTHER);
    }

    private boolean answers() {
        Instant now = clock.instant();
        if (shown.filter(last -> now.isBefore(last.at().plus(maximumAge))).isPresent()) {
            return true;
        }
        try {
            shown = Optional.of(new Shown(endpoint.fetch(), now));
            return true;
        } catch (Unavailable away) {
            return false;
        }
    }

    private Optional<RsaCertificate> best() {
        Instant now = clock.instant();
        List<RsaCertificate> valid =
                pinned().stream().filter(each -> each.isValidAt(now)).toList();
        return shown.map(Shown::certificate).filter(valid::contains).or(() -> valid.stream()
                .max(Comparator.comparing(RsaCertificate::validFrom)));
    }

    private List<RsaCertificate> pinned() {
        try (InputStream content = Files.newInputStream(file)) {
            return RsaCertificate.ofPem(content);
        } catch (CertificateException useless) {
            throw new Unavailable(file + " does not hold sealing certificates alone", useless);
        } catch (IOException unreadable) {
            throw new Unavailable(file + " can't be read", unreadable);
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}

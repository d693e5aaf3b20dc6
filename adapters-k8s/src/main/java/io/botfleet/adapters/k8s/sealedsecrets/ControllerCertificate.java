package io.botfleet.adapters.k8s.sealedsecrets;

import io.botfleet.application.failure.Unavailable;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The controller's newest certificate, for whoever believes what answers in its place.
 *
 * <p>It is fetched again once it is older than a maximum age, so that a renewed key (every 30 days) and a cluster that
 * was set up anew are followed; the controller goes on opening what was sealed to the one before.
 */
public final class ControllerCertificate implements SealingCertificate {
    private record Fetched(RsaCertificate certificate, Instant at) {}

    private final CertificateEndpoint endpoint;
    private final Duration maximumAge;
    private final Clock clock;
    private Optional<Fetched> last = Optional.empty();

    /**
     * Throws {@link IllegalArgumentException} where the trust is none at that URL.
     *
     * @param controller the controller's service, as {@code https://host:port}
     */
    public ControllerCertificate(URI controller, Trust trust, Duration maximumAge, Clock clock) {
        trust.requireFor(controller);
        this.endpoint = new CertificateEndpoint(controller);
        this.maximumAge = maximumAge;
        this.clock = clock;
    }

    @Override
    public synchronized RsaCertificate current() {
        Instant now = clock.instant();
        if (last.isEmpty() || !now.isBefore(last.get().at().plus(maximumAge))) {
            last = Optional.of(new Fetched(endpoint.fetch(), now));
        }
        RsaCertificate certificate = last.get().certificate();
        if (!certificate.isValidAt(now)) {
            last = Optional.empty();
            throw new Unavailable("the cluster's sealing certificate is not valid now");
        }
        return certificate;
    }

    @Override
    public SealingState look() {
        RsaCertificate current = current();
        return new SealingState(current, Optional.of(current), SealingState.Controller.SHOWS_IT);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}

package io.botfleet.adapters.k8s.sealedsecrets;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The controller's newest certificate, from its {@code GET /v1/cert.pem}.
 *
 * <p>It is fetched again once it is older than a maximum age, so that a renewed key (every 30 days) and a cluster that
 * was set up anew are followed; the controller goes on opening what was sealed to the one before.
 */
public final class ControllerCertificate implements SealingCertificate, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long LARGEST_ANSWER = 1 << 16;

    private record Fetched(X509Certificate certificate, Instant at) {}

    private final URI source;
    private final Trust trust;
    private final Duration maximumAge;
    private final Clock clock;
    private final HttpClient http;
    private Optional<Fetched> last = Optional.empty();

    /**
     * Throws {@link IllegalArgumentException} where the trust is none at that URL.
     *
     * @param controller the controller's service, as {@code https://host:port}
     */
    public ControllerCertificate(URI controller, Trust trust, Duration maximumAge, Clock clock) {
        trust.requireFor(controller);
        this.trust = trust;
        this.source = controller.resolve("/v1/cert.pem");
        this.maximumAge = maximumAge;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIMEOUT)
                .build();
    }

    @Override
    public synchronized X509Certificate current() {
        Instant now = clock.instant();
        if (last.isEmpty() || !now.isBefore(last.get().at().plus(maximumAge))) {
            last = Optional.of(new Fetched(fetch(), now));
        }
        X509Certificate certificate = last.get().certificate();
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException outdated) {
            last = Optional.empty();
            throw new Unavailable("the cluster's sealing certificate is not valid now", outdated);
        }
        return certificate;
    }

    private X509Certificate fetch() {
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(source).timeout(TIMEOUT).GET().build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
            if (response.statusCode() != 200) {
                throw new Unavailable("the cluster gives no sealing certificate: status " + response.statusCode());
            }
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(response.body()));
            requireTrusted(certificate);
            return certificate;
        } catch (IOException failure) {
            throw new Unavailable("the cluster's sealing certificate can't be fetched", failure);
        } catch (CertificateException noCertificate) {
            throw new Unavailable("what the cluster gives as its sealing certificate is none", noCertificate);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while fetching the cluster's sealing certificate", interruption);
        }
    }

    private void requireTrusted(X509Certificate certificate) throws CertificateException {
        if (trust instanceof Trust.Pinned(var fingerprints)) {
            String shown = fingerprint(certificate);
            if (!fingerprints.contains(shown)) {
                // The controller's is another one every 30 days; nobody but a person can tell that from a stranger's.
                throw new Permanent("the cluster shows a sealing certificate with the fingerprint " + shown
                        + ", which is none of those that are pinned: see that it is the controller's own, and pin it");
            }
        }
    }

    private static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

package io.botfleet.adapters.k8s.sealedsecrets;

import io.botfleet.application.failure.Unavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;

/** A controller's {@code GET /v1/cert.pem}, which shows the certificate of its newest key. */
final class CertificateEndpoint implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long LARGEST_ANSWER = 1 << 16;

    private final URI source;
    private final HttpClient http;

    CertificateEndpoint(URI controller) {
        this.source = controller.resolve("/v1/cert.pem");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIMEOUT)
                .build();
    }

    /** Throws {@link Unavailable} where it gives none; whoever answers is not looked at. */
    RsaCertificate fetch() {
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(source).timeout(TIMEOUT).GET().build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
            if (response.statusCode() != 200) {
                throw new Unavailable("the cluster gives no sealing certificate: status " + response.statusCode());
            }
            return RsaCertificate.ofPem(new ByteArrayInputStream(response.body()))
                    .getFirst();
        } catch (IOException failure) {
            throw new Unavailable("the cluster's sealing certificate can't be fetched", failure);
        } catch (CertificateException noCertificate) {
            throw new Unavailable("what the cluster gives as its sealing certificate is none", noCertificate);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while fetching the cluster's sealing certificate", interruption);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

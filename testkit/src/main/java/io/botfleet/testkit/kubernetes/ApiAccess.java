package io.botfleet.testkit.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A way to an API server as its administrator, or as whoever has another token. */
final class ApiAccess implements AutoCloseable {
    static final String MERGE = "application/merge-patch+json";
    static final String JSON = "application/json";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI server;
    private final String administrator;
    private final HttpClient http;

    /**
     * @param administrator the token
     * @param trusted the certificates to trust, in PEM
     */
    ApiAccess(URI server, String administrator, Path trusted) throws IOException, GeneralSecurityException {
        this.server = server;
        this.administrator = administrator;
        this.http = HttpClient.newBuilder().sslContext(trusting(trusted)).build();
    }

    URI server() {
        return server;
    }

    ControlPlane.Answer call(String method, String path, String contentType, String body) {
        return call(method, path, contentType, body, administrator);
    }

    ControlPlane.Answer call(String method, String path, String contentType, String body, String token) {
        HttpRequest request = request(path, token)
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        return new ControlPlane.Answer(response.statusCode(), response.body());
    }

    /** An answer that goes on for as long as the server wants, line by line; throws where it refuses. */
    Stream<String> lines(String path) {
        HttpResponse<Stream<String>> response =
                send(request(path, administrator).GET().build(), BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IllegalStateException(path + " is answered with " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What is under way fails. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(certificates)) {
            List<Certificate> all =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(file));
            for (Certificate each : all) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

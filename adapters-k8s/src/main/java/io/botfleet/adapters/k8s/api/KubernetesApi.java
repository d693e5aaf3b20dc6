package io.botfleet.adapters.k8s.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, answered as streams: what they tell of two thousand bots is never in memory as a whole.
 *
 * <p>The official client brings authentication, TLS and kubeconfig. Its informers are not used: they do not tell since
 * when they have heard nothing, and after a disconnect they replace what they have object by object, so that for a while
 * old and new are mixed.
 */
public final class KubernetesApi implements AutoCloseable {
    /** Reads an answer as it comes in. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(InputStream body) throws IOException, ApiFailure;
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration WHOLE_ANSWER = Duration.ofSeconds(30);
    private static final int LARGEST_COMPLAINT = 64 * 1024;
    private static final int LONGEST_MESSAGE = 300;
    private static final String[] AS_CONFIGURED = {"BearerToken"};

    private final ApiClient client;
    private final OkHttpClient http;
    private final AtomicLong requests = new AtomicLong();

    KubernetesApi(ApiClient client) {
        this.client = client;
        this.http = client.getHttpClient()
                .newBuilder()
                .connectTimeout(CONNECTING)
                .callTimeout(WHOLE_ANSWER)
                .build();
    }

    /**
     * Makes no request yet; throws {@code Permanent} where the configuration can't work.
     *
     * @param kubeconfig empty for the service account of the pod
     */
    public static KubernetesApi connect(Optional<Path> kubeconfig) {
        return new KubernetesApi(Connection.of(kubeconfig));
    }

    /**
     * A request that is answered as a whole, within half a minute.
     *
     * @param quiet how long the server may say nothing
     */
    public <T> T get(String path, Map<String, String> query, Duration quiet, Reading<T> reading) throws ApiFailure {
        return exchange(http.newBuilder().readTimeout(quiet).build(), request("GET", path, query, null), path, reading);
    }

    /**
     * A request whose answer goes on until the server ends it, or an interrupt of the thread that reads it.
     *
     * @param quiet how long the server may say nothing; zero for without a limit
     */
    public <T> T follow(String path, Map<String, String> query, Duration quiet, Reading<T> reading) throws ApiFailure {
        return exchange(
                http.newBuilder().readTimeout(quiet).callTimeout(Duration.ZERO).build(),
                request("GET", path, query, null),
                path,
                reading);
    }

    /** Deletes this very object as its finalizers want it, and not one that has taken its name since. */
    public void delete(String path, String uid) throws ApiFailure {
        Map<String, Object> options = Map.of(
                "apiVersion", "v1",
                "kind", "DeleteOptions",
                "propagationPolicy", "Background",
                "preconditions", Map.of("uid", uid));
        exchange(http, request("DELETE", path, Map.of(), options), path, InputStream::readAllBytes);
    }

    /** How many were made so far. */
    public long requests() {
        return requests.get();
    }

    private Request request(String method, String path, Map<String, String> query, @Nullable Object body)
            throws ApiFailure {
        List<Pair> parameters = query.entrySet().stream()
                .map(each -> new Pair(each.getKey(), each.getValue()))
                .toList();
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json, */*"));
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        try {
            return client.buildRequest(
                    null, path, method, parameters, List.of(), body, headers, Map.of(), Map.of(), AS_CONFIGURED, null);
        } catch (ApiException unauthenticated) {
            throw ApiFailure.noAnswer(path + ": there are no credentials", unauthenticated);
        }
    }

    private <T> T exchange(OkHttpClient http, Request request, String path, Reading<T> reading) throws ApiFailure {
        requests.incrementAndGet();
        try (Response response = http.newCall(request).execute()) {
            ResponseBody body = response.body();
            if (body == null) {
                throw new IOException("the answer has no body");
            }
            if (!response.isSuccessful()) {
                throw ApiFailure.refused(
                        response.code(),
                        retryAfter(response),
                        path + ": " + response.code() + " " + complaint(body.byteStream()));
            }
            return reading.read(body.byteStream());
        } catch (IOException failure) {
            throw ApiFailure.noAnswer(path + ": " + why(failure), failure);
        }
    }

    /** Seconds only: that is what API servers send. */
    private static Optional<Duration> retryAfter(Response response) {
        return Optional.ofNullable(response.header("Retry-After"))
                .filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /** The message of a {@code Status}; a proxy's page is not repeated. */
    private static String complaint(InputStream body) throws IOException {
        String text = new String(body.readNBytes(LARGEST_COMPLAINT), StandardCharsets.UTF_8);
        if (!text.startsWith("{")) {
            return "";
        }
        String message = JSON.readTree(text).path("message").asText();
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }

    private static String why(IOException failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }

    /** Ends every request that is under way. */
    @Override
    public void close() {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}

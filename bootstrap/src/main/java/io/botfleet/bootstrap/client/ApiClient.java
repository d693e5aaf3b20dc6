package io.botfleet.bootstrap.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The platform's REST API, as the command line uses it. */
public final class ApiClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "event:";
    private static final String DATA = "data:";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** An answer that is no success; the message is the problem's own detail. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private final URI api;
    private final Duration timeout;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public ApiClient(URI api) {
        this(api, TIMEOUT);
    }

    /** @param timeout how long an answer may take, for one who asks again and again */
    public ApiClient(URI api, Duration timeout) {
        this.api = api;
        this.timeout = timeout;
    }

    public URI api() {
        return api;
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(bytes(path));
    }

    /** The same, empty where the API answers 404. */
    public Optional<JsonNode> find(String path) throws IOException, InterruptedException {
        try {
            return Optional.of(get(path));
        } catch (Refused refused) {
            if (refused.status() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** The API may be below a path of a larger site. */
    private URI at(String path) {
        String base = api.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    public byte[] bytes(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).timeout(timeout).build());
    }

    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(at(path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build()));
    }

    private byte[] send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new Refused(response.statusCode(), problem(response.statusCode(), response.body()));
        }
        return response.body();
    }

    private static String problem(int status, byte[] body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String title = problem.path("title").asText("HTTP " + status);
            String detail = problem.path("detail").asText("");
            return detail.isEmpty() ? title : title + ": " + detail;
        } catch (IOException noJson) {
            return "HTTP " + status;
        }
    }

    /** Reads the server's events from {@code after} on, until {@code each} wants no more or the server ends them. */
    public void events(long after, Predicate<JsonNode> each) throws IOException, InterruptedException {
        events("/events?after=" + after, (_, data) -> each.test(data));
    }

    /** The same, from the next event on. */
    public void eventsFromNow(Predicate<JsonNode> each) throws IOException, InterruptedException {
        events("/events?after=latest", (_, data) -> each.test(data));
    }

    /** Reads events of any path, by their names, until {@code each} wants no more or the server ends them. */
    public void events(String path, BiPredicate<String, JsonNode> each) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at(path))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw new Refused(response.statusCode(), problem(response.statusCode(), body.readAllBytes()));
            }
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    event = "";
                } else if (line.startsWith(EVENT)) {
                    event = line.substring(EVENT.length()).strip();
                } else if (line.startsWith(DATA) && !each.test(event, JSON.readTree(line.substring(DATA.length())))) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

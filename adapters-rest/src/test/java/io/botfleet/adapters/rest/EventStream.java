package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Server-sent events as they come in. */
record EventStream(HttpClient client, BufferedReader lines) implements AutoCloseable {
    static HttpResponse<InputStream> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    static EventStream follow(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new EventStream(
                client, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /** The next event's fields, as lines; empty where the server has ended the stream. */
    Optional<List<String>> next() throws IOException {
        List<String> fields = new ArrayList<>();
        String line = lines.readLine();
        while (line != null && !(line.isEmpty() && !fields.isEmpty())) {
            if (!line.isEmpty()) {
                fields.add(line);
            }
            line = lines.readLine();
        }
        return line == null ? Optional.empty() : Optional.of(fields);
    }

    List<String> event() throws IOException {
        Optional<List<String>> next = next();
        assertThat(next).as("the stream goes on").isPresent();
        return next.orElseThrow();
    }

    /** The next event of this name. */
    List<String> event(String name) throws IOException {
        List<String> event = event();
        while (!event.contains("event: " + name)) {
            event = event();
        }
        return event;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

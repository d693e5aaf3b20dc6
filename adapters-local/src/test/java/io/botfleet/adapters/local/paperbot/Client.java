package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Calls a bot's API; {@code authorization} is the header sent, or empty for none. */
record Client(int port, String authorization) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A status with its body and the challenge that came with it. */
    record Reply(int status, JsonNode body, String challenge) {}

    static Client basic(int port, String user, String password) {
        var credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Client(port, "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    static Client of(BotFixture fixture) {
        return basic(fixture.port(), BotFixture.USER, BotFixture.PASSWORD);
    }

    Client with(String header) {
        return new Client(port, header);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        var reply = call("GET", path, "");
        if (reply.status() != 200) {
            throw new AssertionError(path + " answers " + reply);
        }
        return reply.body();
    }

    Reply call(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                Json.MAPPER.readTree(response.body()),
                response.headers().firstValue("WWW-Authenticate").orElse(""));
    }
}

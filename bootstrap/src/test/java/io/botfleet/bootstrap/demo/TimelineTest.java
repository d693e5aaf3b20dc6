package io.botfleet.bootstrap.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final String LONG_TEXT = "Impossible to load Strategy. ".repeat(10);

    private final Heard heard = new Heard();
    private HttpServer server;
    private ApiClient api;

    @BeforeEach
    void serveOneStep() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/events", TimelineTest::answer);
        server.start();
        api = new ApiClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean first = exchange.getRequestURI().getQuery().equals("after=0");
        String step = "data:{\"sequence\":\"5\",\"commandId\":\"7\",\"stage\":\"ROLLED_BACK\",\"text\":\"%s\"}\n\n"
                .formatted(LONG_TEXT);
        byte[] body = (first ? step : ":\n\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void end() {
        api.close();
        server.stop(0);
    }

    @Test
    void tellsAStepShortlyToPeopleAndWhollyToPrograms() throws Exception {
        try (Timeline timeline = new Timeline(api, heard)) {
            timeline.await("7", "ROLLED_BACK");
        }

        assertThat(heard.words()).hasSize(1);
        assertThat(heard.words().getFirst())
                .contains("#7", "ROLLED_BACK", "Impossible to load", " …")
                .doesNotContain(LONG_TEXT);
        JsonNode step = heard.json(0);
        assertThat(step.path("event").asText()).isEqualTo("step");
        assertThat(step.path("seconds").isNumber()).isTrue();
        assertThat(step.path("commandId").asText()).isEqualTo("7");
        assertThat(step.path("name").isTextual()).isTrue();
        assertThat(step.path("stage").asText()).isEqualTo("ROLLED_BACK");
        assertThat(step.path("text").asText()).isEqualTo(LONG_TEXT);
    }

    @Test
    void tellsOfAScene() throws Exception {
        server.removeContext("/events");
        try (Timeline timeline = new Timeline(api, heard)) {
            timeline.scene("Ann stops her bot: 100%");
        }

        assertThat(heard.words().getFirst()).endsWith(" s  Ann stops her bot: 100%");
        assertThat(heard.json(0).path("event").asText()).isEqualTo("scene");
        assertThat(heard.json(0).path("words").asText()).isEqualTo("Ann stops her bot: 100%");
    }
}

package io.botfleet.bootstrap.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private InetSocketAddress address = InetSocketAddress.createUnresolved("localhost", 1);

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    @AfterEach
    void close() {
        http.shutdownNow();
    }

    @Test
    void isAliveAndNotReadyAndNamesWhatItWaitsFor() throws Exception {
        try (WaitingRoom room = WaitingRoom.open(address, Clock.systemUTC())) {
            room.waitFor(Set.of("postgresql", "git"));

            HttpResponse<String> ping = get("/api/v1/ping");
            HttpResponse<String> health = get("/health");

            assertThat(ping.statusCode()).isEqualTo(200);
            assertThat(ping.body()).isEqualTo("{\"status\":\"pong\"}");
            assertThat(health.statusCode()).isEqualTo(503);
            JsonNode told = new ObjectMapper().readTree(health.body());
            assertThat(told.path("status").asText()).isEqualTo("DOWN");
            assertThat(told.path("parts").properties()).hasSize(2);
            assertThat(told.at("/parts/git/status").asText()).isEqualTo("DOWN");
            assertThat(told.path("alarms").isArray()).isTrue();
        }
    }

    @Test
    void answersNothingElse() throws Exception {
        try (WaitingRoom _ = WaitingRoom.open(address, Clock.systemUTC())) {
            HttpResponse<String> commands = get("/commands");

            assertThat(commands.statusCode()).isEqualTo(503);
            assertThat(commands.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(commands.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void leavesThePortToWhoeverComesNext() throws Exception {
        WaitingRoom.open(address, Clock.systemUTC()).close();

        try (WaitingRoom next = WaitingRoom.open(address, Clock.systemUTC())) {
            assertThat(next).isNotNull();
            assertThatThrownBy(() -> WaitingRoom.open(address, Clock.systemUTC()))
                    .isInstanceOf(BindException.class);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}

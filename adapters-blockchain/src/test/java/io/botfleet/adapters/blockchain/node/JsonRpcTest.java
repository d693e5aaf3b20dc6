package io.botfleet.adapters.blockchain.node;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRpcTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void takesNoAnswerThatCouldFillTheMemory() throws IOException {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            byte[] digits = new byte[MEBIBYTE];
            Arrays.fill(digits, (byte) '0');
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"0x".getBytes(StandardCharsets.UTF_8));
                for (int part = 0; part < 40; part++) {
                    body.write(digits);
                }
                body.write("\"}".getBytes(StandardCharsets.UTF_8));
            }
        });
        node.start();
        URI endpoint = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
        try (JsonRpc rpc = new JsonRpc(endpoint, Duration.ofSeconds(60))) {
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> rpc.ask(new Request("eth_chainId", List.of())))
                    .withMessageContaining("the node does not answer");
        } finally {
            node.stop(0);
        }
    }
}

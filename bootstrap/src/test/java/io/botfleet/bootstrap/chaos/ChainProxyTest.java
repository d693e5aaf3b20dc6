package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class ChainProxyTest {
    private static final String LOGS = """
            {"jsonrpc":"2.0","id":7,"method":"eth_getLogs","params":[]}""";
    private static final String CHAIN_ID = """
            {"jsonrpc":"2.0","id":8,"method":"eth_chainId","params":[]}""";
    private static final String LOGS_ANSWER = """
            {"jsonrpc":"2.0","id":7,"result":[{"data":"0x"}]}""";
    private static final String CHAIN_ID_ANSWER = """
            {"jsonrpc":"2.0","id":8,"result":"0x7a69"}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer chain;
    private ChainProxy proxy;

    @BeforeEach
    void start() throws IOException {
        chain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chain.createContext("/", exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                byte[] answer = LOGS_ANSWER.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        chain.start();
        URI address = URI.create("http://127.0.0.1:" + chain.getAddress().getPort());
        // Every call is unlucky.
        proxy = new ChainProxy(() -> Optional.of(address), new Random() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean nextBoolean() {
                return true;
            }
        });
    }

    @AfterEach
    void stop() {
        proxy.close();
        chain.stop(0);
        http.close();
    }

    @Test
    void handsOnWhatItIsAskedUnlessThereIsTrouble() throws Exception {
        assertThat(ask().body()).isEqualTo(LOGS_ANSWER);
        proxy.begin(NodeTrouble.ERROR_PAGE);
        proxy.end();
        assertThat(ask().body()).isEqualTo(LOGS_ANSWER);
    }

    @Test
    void losesTheAnswerOfWhatTheNodeDidAndAsksTheNodeNothingWhereItRefuses() {
        proxy.begin(NodeTrouble.ANSWER_LOST);
        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
        assertThat(asked.get()).isPositive();

        asked.set(0);
        proxy.begin(NodeTrouble.REFUSED);
        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
        assertThat(asked.get()).isZero();
    }

    @Test
    void answersLikeALoadBalancer() throws Exception {
        proxy.begin(NodeTrouble.ERROR_PAGE);
        assertThat(ask().statusCode()).isEqualTo(502);
        proxy.begin(NodeTrouble.TOO_MANY);
        assertThat(ask().statusCode()).isEqualTo(429);
        proxy.begin(NodeTrouble.NO_LOGS);
        assertThat(ask().body()).contains("\"result\":[]");
    }

    @Test
    void altersTheAnswerToOneCallOfABatchAndNoOther() throws IOException {
        byte[] batch = ("[" + CHAIN_ID + "," + LOGS + "]").getBytes(StandardCharsets.UTF_8);
        String answers = "[" + LOGS_ANSWER + "," + CHAIN_ID_ANSWER + "]";

        assertThat(ChainProxy.altered(batch, answers, NodeTrouble.NO_LOGS))
                .contains("\"id\":7,\"result\":[]", "\"result\":\"0x7a69\"");
        assertThat(ChainProxy.altered(batch, answers, NodeTrouble.ANOTHER_CHAIN))
                .contains("\"result\":[{\"data\":\"0x\"}]", "\"id\":8,\"result\":\"0x1\"");
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(proxy.address())
                        .POST(HttpRequest.BodyPublishers.ofString(LOGS))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

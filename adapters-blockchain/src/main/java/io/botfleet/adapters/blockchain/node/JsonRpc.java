package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0 over HTTP. Throws {@link Unavailable} where there was no answer to the call, and {@link Permanent} where
 * the node refuses to talk to us at all. The endpoint's path may hold a provider's key, so no message names it.
 */
public final class JsonRpc implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Many times what a thousand blocks full of events take; a node must not fill the memory. */
    private static final long LARGEST_ANSWER = 32L << 20;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final URI endpoint;
    private final Duration timeout;
    private final HttpClient http;

    /** @param timeout for one whole answer, connecting included */
    public JsonRpc(URI endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    public Reply ask(Request request) {
        return reply(request, post(body(0, request)), 0);
    }

    /** Asks several at once; the replies are in the order of the requests. */
    public List<Reply> askAll(List<Request> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<Object> bodies = new ArrayList<>();
        for (Request request : requests) {
            bodies.add(body(bodies.size(), request));
        }
        JsonNode answers = post(bodies);
        if (!answers.isArray()) {
            // Some providers take no batches, and refuse one with a single error; others had too many calls already.
            NodeWording.requireNotBusy(answers.path("error").path("message").asText());
            return requests.stream().map(this::ask).toList();
        }
        Map<Integer, JsonNode> byId = new LinkedHashMap<>();
        answers.forEach(answer -> byId.put(answer.path("id").asInt(-1), answer));
        List<Reply> replies = new ArrayList<>();
        for (Request request : requests) {
            JsonNode answer = byId.get(replies.size());
            if (answer == null) {
                throw new Unavailable("the node left out an answer to " + request.method());
            }
            replies.add(reply(request, answer, replies.size()));
        }
        return replies;
    }

    private static Map<String, Object> body(int id, Request request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("jsonrpc", "2.0");
        body.put("id", id);
        body.put("method", request.method());
        body.put("params", request.parameters());
        return body;
    }

    private static Reply reply(Request request, JsonNode answer, int id) {
        JsonNode error = answer.get("error");
        if (error != null && !error.isNull()) {
            return new Reply.Failure(
                    error.path("code").asInt(),
                    error.path("message").asText("no message"),
                    error.path("data").asText(""));
        }
        if (!answer.has("result") || answer.path("id").asInt(-1) != id) {
            throw new Unavailable("the node's answer to " + request.method() + " is no JSON-RPC answer to it");
        }
        return new Reply.Result(answer.get("result"));
    }

    private JsonNode post(Object body) {
        HttpResponse<byte[]> response = send(body);
        int status = response.statusCode();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new Permanent("the node refuses our credentials, with HTTP status " + status);
        }
        if (status == TOO_MANY_REQUESTS) {
            throw new Unavailable("the node asks for fewer calls", retryAfter(response));
        }
        JsonNode answer = parsed(response.body());
        if (answer == null || !(answer.isArray() || answer.has("error") || answer.has("result"))) {
            throw new Unavailable("the node answered with HTTP status " + status + " and no JSON-RPC answer");
        }
        return answer;
    }

    private HttpResponse<byte[]> send(Object body) {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(written(body)))
                .build();
        // The request's own timeout ends with the answer's headers (JDK-8208693): a body that stalls would hang for
        // ever.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException noAnswer) {
            Throwable cause = noAnswer.getCause() instanceof IOException failed ? failed : noAnswer;
            throw new Unavailable(
                    "the node does not answer: " + cause.getClass().getSimpleName(), cause);
        } catch (TimeoutException late) {
            throw new Unavailable("the node does not answer: no whole answer in " + timeout.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for the node", interrupted);
        } finally {
            answer.cancel(true);
        }
    }

    private static byte[] written(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a call could not be written as JSON", impossible);
        }
    }

    private static @Nullable JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Only the form in seconds of RFC 9110 §10.2.3; one second where there is none. */
    private static Duration retryAfter(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,4}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ofSeconds(1));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

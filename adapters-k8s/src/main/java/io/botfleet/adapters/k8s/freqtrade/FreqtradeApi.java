package io.botfleet.adapters.k8s.freqtrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.botfleet.application.workload.Bots.Login;
import io.botfleet.domain.bot.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One bot's API under {@code /api/v1}: bounded in time and size, and never an exception. */
final class FreqtradeApi {
    /** Reads what Freqtrade says into what it means. */
    interface Mapping<T> {
        T read(JsonNode json) throws Nonsense;
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    /** A client's strategy runs in its bot's process: what answers here is as it likes, for thousands of bots at once. */
    private static final long LARGEST_ANSWER = 256L << 10;
    /** Of what is not kept. */
    private static final long LONGEST_STREAM = 8L << 20;

    private static final int LONGEST_MESSAGE = 300;

    private final HttpClient http;
    private final URI address;
    private final Login login;
    private final Duration timeout;

    FreqtradeApi(HttpClient http, URI address, Login login, Duration timeout) {
        this.http = http;
        this.address = address;
        this.login = login;
        this.timeout = timeout;
    }

    /** The one public call: what else answers there gets to see no password. */
    Answer<String> ping() {
        return exchange(request("/ping").GET().build(), whole(json -> {
            String status = Fields.of(json).text("status");
            if (!status.equals("pong")) {
                throw new Nonsense("status is not pong");
            }
            return status;
        }));
    }

    <T> Answer<T> get(String path, Mapping<T> mapping) {
        return exchange(authorized(path).GET().build(), whole(mapping));
    }

    /** For an answer that may be long: it is read while it arrives. */
    <T> Answer<T> stream(String path, Supplier<StreamedBody.Reader<T>> reader) {
        return exchange(
                authorized(path).GET().build(),
                () -> BodySubscribers.limiting(new StreamedBody<>(reader.get()), LONGEST_STREAM));
    }

    <T> Answer<T> post(String path, JsonNode body, Mapping<T> mapping) {
        return exchange(
                authorized(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                whole(mapping));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve("/api/v1" + path))
                .timeout(timeout)
                .header("Accept", "application/json");
    }

    private HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Basic " + credentials());
    }

    private String credentials() {
        String pair = login.username() + ":" + login.password().reveal();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> Supplier<BodySubscriber<Answer<T>>> whole(Mapping<T> mapping) {
        return () -> BodySubscribers.mapping(bytes(), body -> read(body, mapping));
    }

    private static BodySubscriber<byte[]> bytes() {
        return BodySubscribers.limiting(BodySubscribers.ofByteArray(), LARGEST_ANSWER);
    }

    private <T> Answer<T> exchange(HttpRequest request, Supplier<BodySubscriber<Answer<T>>> success) {
        BodyHandler<Answer<T>> handler = response -> response.statusCode() == 200
                ? success.get()
                : BodySubscribers.mapping(
                        bytes(), body -> new Answer.Refused<>(response.statusCode(), complaint(body)));
        // A request's own timeout ends with the headers; this one covers the body, too.
        CompletableFuture<HttpResponse<Answer<T>>> pending = http.sendAsync(request, handler);
        try {
            return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS).body();
        } catch (TimeoutException slow) {
            pending.cancel(true);
            return new Answer.Silent<>("no whole answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failure) {
            return new Answer.Silent<>(why(failure.getCause() == null ? failure : failure.getCause()));
        } catch (InterruptedException interruption) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Silent<>("interrupted while waiting for the answer");
        }
    }

    /** By its kind and, for what the JDK says, its words; a request's headers are in none of them. */
    private static String why(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }

    private static <T> Answer<T> read(byte[] body, Mapping<T> mapping) {
        try {
            return new Answer.Given<>(mapping.read(tree(body)));
        } catch (IOException | Nonsense senseless) {
            return senseless(senseless);
        }
    }

    /** What an answer comes to that is none of Freqtrade's; nothing of its content is repeated. */
    static <T> Answer<T> senseless(Exception why) {
        return new Answer.Silent<>(
                switch (why) {
                    case Nonsense nonsense -> "it does not answer as Freqtrade does: " + nonsense.getMessage();
                    case JsonProcessingException _ -> "it does not answer as Freqtrade does: no JSON";
                    default -> "its answer could not be read";
                });
    }

    /** Where {@code BigDecimal} can't hold an exponent, Jackson passes on what the conversion throws, unchecked. */
    private static JsonNode tree(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (NumberFormatException exponent) {
            throw new IOException("a number is out of range", exponent);
        }
    }

    /** Freqtrade's own words, from {@code error} or {@code detail}; whatever else is sent is not repeated. */
    private String complaint(byte[] body) {
        try {
            JsonNode json = tree(body);
            return Optional.ofNullable(json.get("error"))
                    .or(() -> Optional.ofNullable(json.get("detail")))
                    .filter(JsonNode::isTextual)
                    .map(text -> withoutSecrets(text.textValue()))
                    .orElse("");
        } catch (IOException noJson) {
            return "";
        }
    }

    private String withoutSecrets(String text) {
        String clean = text.replace(credentials(), "[redacted]");
        if (!login.password().reveal().isEmpty()) {
            clean = clean.replace(login.password().reveal(), "[redacted]");
        }
        return clean.length() > LONGEST_MESSAGE ? clean.substring(0, LONGEST_MESSAGE) + " …" : clean;
    }
}

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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
    private static final long LARGEST_ANSWER = 8L << 20;
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
        return exchange(request("/ping").GET().build(), json -> {
            String status = Fields.of(json).text("status");
            if (!status.equals("pong")) {
                throw new Nonsense("status is not pong");
            }
            return status;
        });
    }

    <T> Answer<T> get(String path, Mapping<T> mapping) {
        return exchange(authorized(path).GET().build(), mapping);
    }

    <T> Answer<T> post(String path, JsonNode body, Mapping<T> mapping) {
        return exchange(
                authorized(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                mapping);
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

    private <T> Answer<T> exchange(HttpRequest request, Mapping<T> mapping) {
        // A request's own timeout ends with the headers; this one covers the body, too.
        CompletableFuture<HttpResponse<byte[]>> pending =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return read(pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS), mapping);
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

    private <T> Answer<T> read(HttpResponse<byte[]> response, Mapping<T> mapping) {
        if (response.statusCode() != 200) {
            return new Answer.Refused<>(response.statusCode(), complaint(response.body()));
        }
        try {
            return new Answer.Given<>(mapping.read(tree(response.body())));
        } catch (Nonsense nonsense) {
            return new Answer.Silent<>("it does not answer as Freqtrade does: " + nonsense.getMessage());
        } catch (JsonProcessingException noJson) {
            return new Answer.Silent<>("it does not answer as Freqtrade does: no JSON");
        } catch (IOException failure) {
            return new Answer.Silent<>("its answer could not be read");
        }
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

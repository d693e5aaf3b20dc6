package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.testkit.memory.World;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
@Property(name = "test.mistake", value = "true")
final class ProblemTest {
    private static final String HASH = "0x" + "1".repeat(64);

    /** A mistake in the program, which no route makes on purpose. */
    @Controller("/mistake")
    @Requires(property = "test.mistake")
    @Hidden
    static final class Mistake {
        @Get
        String mistake() {
            return "" + Integer.parseInt("words that only the log may have");
        }
    }

    @Inject
    Http http;

    @Inject
    World world;

    @AfterEach
    void restart() {
        for (World.Part part : World.Part.values()) {
            world.restart(part);
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("GET", "/nothing", null, 404, "route-unknown"),
                Arguments.of("GET", "/docs/swagger-ui.js.map", null, 404, "route-unknown"),
                Arguments.of("PUT", "/trade", "{}", 405, "method-not-allowed"),
                Arguments.of("DELETE", "/commands/1", null, 405, "method-not-allowed"),
                Arguments.of("GET", "/commands/0", null, 400, "invalid"),
                Arguments.of("GET", "/commands/abc", null, 400, "invalid"),
                Arguments.of("GET", "/commands/99999999999999999999", null, 400, "invalid"),
                Arguments.of("GET", "/commands/4711", null, 404, "command-unknown"),
                Arguments.of("GET", "/commands/4711/evidence", null, 404, "command-unknown"),
                Arguments.of("GET", "/commands/4711/explain", null, 404, "command-unknown"),
                Arguments.of("GET", "/commands?client=bob", null, 400, "invalid"),
                Arguments.of("GET", "/commands?before=-1", null, 400, "invalid"),
                Arguments.of("GET", "/commands?limit=0", null, 400, "invalid"),
                Arguments.of("GET", "/commands?limit=201", null, 400, "invalid"),
                Arguments.of("GET", "/commands?limit=many", null, 400, "invalid"),
                Arguments.of("GET", "/trade?after=1", null, 400, "invalid"),
                Arguments.of("GET", "/trade/cliente-01/status", null, 400, "invalid"),
                Arguments.of("GET", "/trade/cliente-999/status", null, 404, "client-unknown"),
                Arguments.of("GET", "/trade/cliente-01/logs", null, 400, "invalid"),
                Arguments.of("GET", "/trade/cliente-999/logs", null, 404, "client-unknown"),
                Arguments.of("GET", "/events?after=yesterday", null, 400, "invalid"),
                Arguments.of("POST", "/trade", "", 400, "malformed"),
                Arguments.of("POST", "/trade", "{", 400, "malformed"),
                Arguments.of("POST", "/trade", "[]", 400, "malformed"),
                Arguments.of("POST", "/trade", "null", 400, "malformed"),
                Arguments.of("POST", "/trade", "{\"transactionHash\":\"" + HASH + "\"} and more", 400, "malformed"),
                Arguments.of(
                        "POST",
                        "/trade",
                        "{\"transactionHash\":\"" + HASH + "\",\"transactionHash\":\"" + HASH + "\"}",
                        400,
                        "malformed"),
                Arguments.of("POST", "/trade", "{}", 400, "invalid"),
                Arguments.of("POST", "/trade", "{\"transactionHash\":{\"a\":[1]}}", 400, "invalid"),
                Arguments.of("POST", "/trade", "{\"transactionHash\":7}", 400, "invalid"),
                Arguments.of("POST", "/trade", "{\"transactionHash\":\"0x12\"}", 400, "invalid"),
                Arguments.of("POST", "/trade", "{\"transactionHash\":\"" + HASH + "\",\"start\":true}", 400, "invalid"),
                Arguments.of("POST", "/trade", "{\"transactionHash\":\"" + HASH + "\"}", 404, "transaction-unknown"),
                Arguments.of("GET", "/mistake", null, 500, "internal"));
    }

    @ParameterizedTest(name = "{0} {1} {2} gives {3} {4}")
    @MethodSource("mistakes")
    void answersEveryMistakeWithAProblem(
            String method, String path, @org.jspecify.annotations.Nullable String body, int status, String type) {
        HttpRequest.Builder request = http.request(path)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        Http.Answer answer = http.send(body == null ? request : request.header("Content-Type", "application/json"));

        assertProblem(answer, status, type);
        assertThat(answer.json().path("instance").textValue()).isEqualTo(path.replaceFirst("\\?.*", ""));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        JsonNode errors =
                http.post("/trade", "{\"transactionHash\":\"0x12\"}").json().path("errors");

        assertThat(errors).hasSize(1);
        assertThat(errors.path(0).path("field").textValue()).isEqualTo("transactionHash");
        assertThat(errors.path(0).path("message").textValue()).isEqualTo("must be 0x and 64 hexadecimal digits");
    }

    @Test
    void namesTheFieldThatIsNotKnown() {
        JsonNode problem = http.post("/trade", "{\"transactionHash\":\"" + HASH + "\",\"start\":true}")
                .json();

        assertThat(problem.path("errors").path(0).path("field").textValue()).isEqualTo("start");
        assertThat(problem.path("detail").textValue()).isEqualTo("start is not a known field");
    }

    @Test
    void refusesABodyThatIsNotJson() {
        assertProblem(
                http.send(http.request("/trade")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))),
                415,
                "unsupported-media-type");
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        assertProblem(http.post("/trade", "{\"transactionHash\":\"" + "1".repeat(200_000) + "\"}"), 413, "too-large");
    }

    @Test
    void refusesAMediaTypeThatItDoesNotServe() {
        assertProblem(http.send(http.request("/platform").header("Accept", "image/png")), 406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/commands", "/nothing"})
    void refusesAPageFromElsewhereAndSaysWhy(String path) {
        assertProblem(http.send(http.request(path).header("Origin", "https://evil.example")), 403, "foreign-origin");
    }

    @Test
    void answersABrowserWithAProblemToo() {
        assertProblem(http.send(http.request("/nothing").header("Accept", "text/html")), 404, "route-unknown");
    }

    @Test
    void saysWhenToAskAgainWhileAPartIsDown() {
        world.stop(World.Part.DATABASE);
        for (String path : new String[] {"/commands", "/commands/1", "/trade", "/events?after=latest"}) {
            Http.Answer answer = http.get(path);
            assertProblem(answer, 503, "unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        world.restart(World.Part.DATABASE);
        world.stop(World.Part.CHAIN);
        Http.Answer answer = http.post("/trade", "{\"transactionHash\":\"" + HASH + "\"}");
        assertProblem(answer, 503, "unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void tellsNothingOfItsInside() {
        assertThat(http.get("/mistake").text()).doesNotContain("words that only", "Exception", "java");
    }

    private static void assertProblem(Http.Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("type").textValue()).isEqualTo("urn:botfleet:problem:" + type);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(problem.path("detail").textValue()).isNotBlank();
        assertThat(problem.path("instance").textValue()).startsWith("/");
    }
}

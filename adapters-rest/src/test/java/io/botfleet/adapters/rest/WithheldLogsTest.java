package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
@Property(name = "test.bot-logs", value = "WITHHELD")
final class WithheldLogsTest {
    @Inject
    Http http;

    /** Nor whether there is such a client. */
    @ParameterizedTest
    @CsvSource({"cliente-001, application/json", "cliente-999, application/json", "cliente-001, text/event-stream"})
    void saysWhyThereAreNone(String client, String accept) {
        Http.Answer answer =
                http.send(http.request("/trade/" + client + "/logs").header("Accept", accept));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:logs-withheld");
        assertThat(answer.json().path("detail").textValue()).contains("does not ask who you are");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "999"})
    void keepsResultsToItselfAsWell(String backtest) {
        Http.Answer answer = http.get("/backtest/" + backtest + "/results");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:logs-withheld");
    }
}

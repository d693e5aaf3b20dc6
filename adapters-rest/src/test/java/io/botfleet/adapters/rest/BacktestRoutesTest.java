package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.settlement.Reason;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(rebuildContext = true)
final class BacktestRoutesTest {
    private static final String FIGURES =
            "{\"strategy_name\":\"SampleStrategy\",\"total_trades\":12," + "\"profit_total\":0.01234567890123456}";

    @Inject
    Http http;

    @Inject
    Scenario scenario;

    @Inject
    Backtests backtests;

    @Test
    void showsOneFromItsBeginningToItsResults() {
        Command queued = scenario.queued(Scenario.wallet(1), Scenario.backtest("SampleStrategy"));
        assertThat(status(queued).path("state").textValue()).isEqualTo("QUEUED");

        Command running = scenario.running(Scenario.wallet(1), Scenario.backtest("SampleStrategy"));
        assertThat(status(running).path("state").textValue()).isEqualTo("RUNNING");
        assertThat(status(running).at("/links/results").isNull()).isTrue();

        backtests.finish(Outcome.succeeded(running.id(), running.client(), Bytes.ofUtf8(FIGURES), scenario.instant()));
        JsonNode done = status(running);
        assertThat(done.path("state").textValue()).isEqualTo("SUCCEEDED");
        assertThat(done.path("timerange").textValue()).isEqualTo("20250101-20250201");
        assertThat(done.path("stakeAmount").textValue()).isEqualTo("25.5");
        Http.Answer results = http.get(done.at("/links/results").textValue());
        assertThat(results.status()).isEqualTo(200);
        assertThat(results.header("Content-Type")).startsWith("application/json");
        assertThat(results.text()).isEqualTo(FIGURES);
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.End.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
    void saysWhyThereAreNoResults(Outcome.End end) {
        Command running = scenario.running(Scenario.wallet(1), Scenario.backtest("SampleStrategy"));
        backtests.finish(Outcome.without(end, running.id(), running.client(), "no data", scenario.instant()));

        assertThat(status(running).path("state").textValue()).isEqualTo(end.name());
        assertThat(status(running).path("reason").textValue()).isEqualTo("no data");
        Http.Answer none = http.get("/backtest/" + running.id() + "/results");
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:no-results");
        assertThat(none.json().path("detail").textValue()).isEqualTo("It is " + end + ".");
    }

    @Test
    void saysWhyOneWasRefused() {
        Command queued = scenario.queued(Scenario.wallet(1), Scenario.backtest("SampleStrategy"));
        scenario.step(
                queued.id(), now -> now.undoing(Ending.refund(Reason.TIMEOUT, "it was too late"), scenario.instant()));

        assertThat(status(queued).path("state").textValue()).isEqualTo("REFUSED");
        assertThat(status(queued).path("reason").textValue()).isEqualTo("TIMEOUT: it was too late");
    }

    @Test
    void listsThemPageByPage() {
        scenario.queued(Scenario.wallet(1), Scenario.backtest("SampleStrategy"));
        scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.queued(Scenario.wallet(2), Scenario.backtest("OtherStrategy"));
        scenario.queued(Scenario.wallet(1), Scenario.backtest("OtherStrategy"));

        JsonNode page = http.get("/backtest?limit=2").json();
        assertThat(ids(page)).containsExactly("4", "3");
        assertThat(page.path("next").textValue()).isEqualTo("/backtest?before=3&limit=2");
        assertThat(ids(http.get(page.path("next").textValue()).json())).containsExactly("1");
        JsonNode ofOne = http.get("/backtest?client=cliente-001&limit=1").json();
        assertThat(ids(ofOne)).containsExactly("4");
        assertThat(ofOne.path("next").textValue()).isEqualTo("/backtest?before=4&limit=1&client=cliente-001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backtest/1/status", "/backtest/1/results", "/backtest/99/status", "/backtest/99/results"})
    void knowsNoneThatIsNone(String path) {
        scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));

        Http.Answer answer = http.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:backtest-unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "/backtest/x/status, backtest_id",
        "/backtest/0/results, backtest_id",
        "/backtest?limit=0, limit",
        "/backtest?client=eva, client",
        "/backtest?before=-1, before"
    })
    void saysWhatIsWrongInAPath(String path, String field) {
        Http.Answer answer = http.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"" + field + "\"");
    }

    @Test
    void takesUpATransactionAsTradeDoes() {
        Command command = scenario.queued(Scenario.wallet(1), Scenario.backtest("SampleStrategy"));
        String body = "{\"transactionHash\":\"" + command.submission().transaction() + "\"}";

        Http.Answer answer = http.post("/backtest", body);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text()).isEqualTo(http.post("/trade", body).text());
    }

    private JsonNode status(Command command) {
        return http.get("/backtest/" + command.id() + "/status").json();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("backtests")
                .valueStream()
                .map(each -> each.path("backtestId").textValue())
                .toList();
    }
}

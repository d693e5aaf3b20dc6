package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Reason;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@MicronautTest(rebuildContext = true)
final class CommandRoutesTest {
    @Inject
    Http http;

    @Inject
    Scenario scenario;

    @Test
    void listsCommandsNewestFirst() {
        scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.received(Scenario.wallet(2));
        scenario.sighted(Scenario.wallet(1));

        JsonNode page = http.get("/commands").json();

        assertThat(page.findValuesAsText("commandId")).containsExactly("3", "2", "1");
        assertThat(page.findValuesAsText("stage")).containsExactly("SEEN", "RECEIVED", "QUEUED");
        assertThat(page.at("/commands/2/order").textValue()).isEqualTo("start");
        assertThat(page.at("/commands/2/feeGwei").longValue()).isEqualTo(1_500_000);
        assertThat(page.path("next").isNull()).isTrue();
    }

    @Test
    void listsOneClientsCommandsOnly() {
        scenario.received(Scenario.wallet(1));
        scenario.received(Scenario.wallet(2));
        scenario.sighted(Scenario.wallet(2));

        assertThat(http.get("/commands?client=cliente-002").json().findValuesAsText("commandId"))
                .containsExactly("3", "2");
    }

    @Test
    void pagesThroughTheCommandsWithoutRepeatingASighting() {
        for (int sent = 0; sent < 3; sent++) {
            scenario.received(Scenario.wallet(1));
        }
        scenario.sighted(Scenario.wallet(1));

        JsonNode first = http.get("/commands?client=cliente-001&limit=2").json();
        JsonNode second = http.get(first.path("next").textValue()).json();

        assertThat(first.findValuesAsText("commandId")).containsExactly("4", "3", "2");
        assertThat(second.findValuesAsText("commandId")).containsExactly("1");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void showsEveryLinkOfAnApprovedStart() {
        Command command = scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.settle();

        JsonNode shown = http.get("/commands/1").json();

        assertThat(shown.at("/command/stage").textValue()).isEqualTo("APPROVED");
        assertThat(shown.at("/command/outcome").textValue()).isEqualTo("APPROVED");
        assertThat(shown.at("/submission/sender").textValue())
                .isEqualTo(Scenario.wallet(1).hex());
        assertThat(shown.at("/order/strategy").textValue()).isEqualTo("SampleStrategy");
        assertThat(shown.at("/order/stakeAmount").textValue()).isEqualTo("25.5");
        assertThat(shown.at("/order/stopMode").isNull()).isTrue();
        assertThat(shown.at("/git/path").textValue()).isEqualTo("clientes/cliente-001/values.yaml");
        assertThat(shown.at("/git/change").textValue()).isEqualTo("values");
        assertThat(shown.at("/git/commit").textValue())
                .isEqualTo(command.commit().orElseThrow().hex());
        assertThat(shown.at("/git/valuesDigest").textValue()).startsWith("sha256:");
        assertThat(shown.at("/git/undoCommit").isNull()).isTrue();
        assertThat(shown.at("/execution/pod/valuesDigest")).isEqualTo(shown.at("/git/valuesDigest"));
        assertThat(shown.at("/execution/config/botName").textValue()).isEqualTo("cliente-001.1");
        assertThat(shown.at("/verdict/decision").textValue()).isEqualTo("approve");
        assertThat(shown.at("/verdict/digest").textValue())
                .isEqualTo(command.evidence().orElseThrow().digest().hex());
        assertThat(shown.at("/settlement/outcome").textValue()).isEqualTo("APPROVED");
        assertThat(shown.at("/settlement/finalised").booleanValue()).isFalse();
        assertThat(shown.path("ending").isNull()).isTrue();
        assertThat(shown.path("journal").findValuesAsText("stage"))
                .containsSubsequence("RECEIVED", "QUEUED", "PROVISIONED", "COMMITTED", "DEPLOYED", "CONFIRMED");
        assertThat(shown.at("/links/evidence").textValue()).isEqualTo("/commands/1/evidence");
    }

    @Test
    void showsWhyACommandWasRolledBack() {
        scenario.refunding(Scenario.wallet(1), Reason.INVALID, "command.pairs[2]: must be a pair like BTC/USDT");
        scenario.settle();

        JsonNode shown = http.get("/commands/1").json();

        assertThat(shown.at("/command/reason").textValue()).isEqualTo("INVALID");
        assertThat(shown.at("/ending/reasonCode").intValue()).isEqualTo(2);
        assertThat(shown.at("/ending/detail").textValue()).isEqualTo("command.pairs[2]: must be a pair like BTC/USDT");
        assertThat(shown.at("/verdict/decision").textValue()).isEqualTo("rollback");
        assertThat(shown.at("/settlement/outcome").textValue()).isEqualTo("ROLLED_BACK");
        assertThat(shown.path("order").isNull()).isTrue();
        assertThat(shown.path("git").isNull()).isTrue();
        assertThat(shown.path("execution").isNull()).isTrue();
    }

    @Test
    void showsTheModeOfAStop() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.stopping(Scenario.wallet(1), new StopTrading(StopMode.EXIT));

        JsonNode shown = http.get("/commands/2").json();

        assertThat(shown.at("/order/type").textValue()).isEqualTo("stop");
        assertThat(shown.at("/order/stopMode").textValue()).isEqualTo("exit");
        assertThat(shown.at("/git/change").textValue()).isEqualTo("removal");
    }

    @Test
    void explainsWhereACommandWaits() {
        Command command = scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.step(command.id(), now -> now.waiting("command 7 of the same client to be settled"));

        JsonNode explained = http.get("/commands/1/explain").json();

        assertThat(explained.path("sentence").textValue())
                .isEqualTo(
                        "Command 1 (start of cliente-001) is QUEUED since 2026-01-01T00:00:00Z and waits for command 7"
                                + " of the same client to be settled; from its deadline, 2026-01-01T00:10:00Z, the fee can"
                                + " be reclaimed.");
        assertThat(explained.path("waitingOn").textValue()).isEqualTo("command 7 of the same client to be settled");
        assertThat(explained.path("deadline").textValue()).isEqualTo("2026-01-01T00:10:00Z");
    }

    @Test
    void namesEveryFieldOfACommandEvenWhereItHasNoValueYet() {
        scenario.received(Scenario.wallet(1));

        JsonNode shown = http.get("/commands/1").json();

        assertThat(List.copyOf(shown.properties().stream()
                        .map(java.util.Map.Entry::getKey)
                        .toList()))
                .containsExactly(
                        "command",
                        "submission",
                        "order",
                        "git",
                        "execution",
                        "ending",
                        "verdict",
                        "settlement",
                        "journal",
                        "links");
        assertThat(shown.path("command").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly(
                        "commandId",
                        "clientId",
                        "stage",
                        "since",
                        "order",
                        "feeGwei",
                        "submittedAt",
                        "deadline",
                        "transactionHash",
                        "waitingOn",
                        "reason",
                        "outcome");
    }
}

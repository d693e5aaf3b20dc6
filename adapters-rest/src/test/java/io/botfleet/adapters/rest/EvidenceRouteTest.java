package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.Reason;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@MicronautTest(rebuildContext = true)
final class EvidenceRouteTest {
    @Inject
    Http http;

    @Inject
    Scenario scenario;

    @Test
    void givesTheStoredDocumentByteForByte() {
        Command command = scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.settle();

        Http.Answer answer = http.get("/commands/1/evidence");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        Bytes document = command.evidence().orElseThrow().document();
        assertThat(answer.text()).contains("\"evidence\":" + document.utf8() + ",\"merkleProof\":[]");
        assertThat(answer.json().path("digest").textValue())
                .isEqualTo(CanonicalJson.sha256(document).hex());
    }

    @Test
    void isInCanonicalFormAsAWhole() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.refunding(Scenario.wallet(2), Reason.INVALID, "umlauts ä, quotes \" and \u2028 stay as they are");
        scenario.settle();

        for (String id : List.of("1", "2")) {
            Http.Answer answer = http.get("/commands/" + id + "/evidence");
            assertThat(CanonicalJson.text(json(answer.json()))).isEqualTo(answer.text());
        }
    }

    @Test
    void givesTheWayToTheRootThatIsOnChain() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        Command other = scenario.refunding(Scenario.wallet(2), Reason.INVALID, "no pairs");
        scenario.settle();

        JsonNode evidence = http.get("/commands/1/evidence").json();
        JsonNode settlement = http.get("/commands/1").json().path("settlement");

        assertThat(evidence.path("merkleProof")).hasSize(1);
        assertThat(evidence.at("/merkleProof/0").textValue())
                .isEqualTo(other.evidence().orElseThrow().digest().hex());
        for (String member : List.of("blockHash", "blockNumber", "evidenceRoot", "transactionHash")) {
            assertThat(evidence.path("settlement").path(member)).isEqualTo(settlement.path(member));
        }
        assertThat(evidence.path("settlement")).hasSize(4);
    }

    @Test
    void namesTheTransactionThatCarriesTheCommandNowWhereItsClientSentItAgain() {
        Command command = scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        Hash again = scenario.sentAgain(command.submission());
        scenario.settle();

        Http.Answer answer = http.get("/commands/1/evidence");

        assertThat(again).isNotEqualTo(command.submission().transaction());
        assertThat(answer.json().at("/submission/transactionHash").textValue()).isEqualTo(again.hex());
        assertThat(answer.json().path("submission")).hasSize(1);
        assertThat(answer.json().at("/evidence/command/transactionHash").textValue())
                .isEqualTo(command.submission().transaction().hex());
        assertThat(CanonicalJson.text(json(answer.json()))).isEqualTo(answer.text());
    }

    @Test
    void isRefusedUntilTheChainHasSettledIt() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.sighted(Scenario.wallet(2));

        for (String id : List.of("1", "2")) {
            Http.Answer answer = http.get("/commands/" + id + "/evidence");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:not-settled");
        }
    }

    @Test
    void isNotThereForACommandThatItsClientReclaimed() {
        Command command = scenario.received(Scenario.wallet(1));
        scenario.reclaim(command.id());

        Http.Answer answer = http.get("/commands/1/evidence");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:no-evidence");
    }

    @Test
    void isNotSentAgainToAClientThatHasIt() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.settle();
        String tag = http.get("/commands/1/evidence").header("ETag");

        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Http.Answer again = http.send(http.request("/commands/1/evidence").header("If-None-Match", known));
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.raw().body()).isEmpty();
        }
        assertThat(http.send(http.request("/commands/1/evidence").header("If-None-Match", "\"other\""))
                        .status())
                .isEqualTo(200);
    }

    /** The same value in the core's own type. */
    private static Json json(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> Json.of(node.textValue());
            case NUMBER -> Json.of(node.decimalValue());
            case BOOLEAN -> Json.of(node.booleanValue());
            case NULL -> new Json.Null();
            case ARRAY -> {
                List<Json> items = new ArrayList<>();
                node.forEach(item -> items.add(json(item)));
                yield new Json.Items(items);
            }
            case OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), json(member.getValue())));
                yield new Json.Members(members);
            }
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException(node.toString());
        };
    }
}

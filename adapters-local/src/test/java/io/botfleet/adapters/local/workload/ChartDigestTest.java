package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The digest in the pod is evidence of what was rendered, and the same for everyone who computes it. */
class ChartDigestTest {
    static List<Path> examples() throws IOException {
        return Repository.exampleValues();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePodCarriesTheDigestOfTheValuesItWasRenderedFrom(Path file) {
        var values = Manifests.values(file);

        var digest = Manifests.render(file).annotation(Manifests.DIGEST);

        assertThat(digest).isEqualTo(Canonical.digest(values));
        assertThat(values.path("valuesDigest").asText())
                .as("the example's own digest")
                .isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "0.000001", "12.5", "1000000000", "123456789.5", "0.1", "9999999.12345678"})
    void thePlatformComputesTheSameDigest(BigDecimal stake, @TempDir Path directory) throws IOException {
        var sealed = new EnumMap<SealedKey, String>(SealedKey.class);
        Manifests.values(Repository.example("trade-live"))
                .path("sealed")
                .properties()
                .forEach(key -> sealed.put(
                        SealedKey.valueOf(key.getKey()), key.getValue().asText()));
        var order = new StartTrading(
                "TrendStrategy",
                "kraken",
                false,
                "EUR",
                new StakeAmount.Fixed(stake),
                3,
                "1h",
                List.of("BTC/EUR"),
                false);
        var document = ValuesDocument.ofTrade(new ClientId(7), new CommandId(42), order, sealed);
        var file = Files.write(directory.resolve("values.yaml"), document.yaml().toArray());

        var manifests = Manifests.render(file);

        assertThat(manifests.annotation(Manifests.DIGEST))
                .isEqualTo(document.digest().value());
        assertThat(manifests.configuration("config.json").path("stake_amount").decimalValue())
                .isEqualByComparingTo(stake);
    }

    @Test
    void everyAlteredValueShowsInThePod() {
        var original = Manifests.values(Repository.example("trade-live"));
        var digests = new HashSet<String>();
        digests.add(Manifests.render(original).annotation(Manifests.DIGEST));
        var alterations = alterations(original, original).toList();

        for (var altered : alterations) {
            digests.add(Manifests.render(altered).annotation(Manifests.DIGEST));
        }

        assertThat(alterations).hasSizeGreaterThan(20);
        assertThat(digests)
                .as("one digest for each alteration and one for the original")
                .hasSize(alterations.size() + 1);
    }

    @Test
    void theDigestIsNeverCopiedFromTheFile() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        var digest = Canonical.digest(values);
        values.put("valuesDigest", "sha256:" + "0".repeat(64));

        assertThat(Manifests.render(values).annotation(Manifests.DIGEST)).isEqualTo(digest);
    }

    @Test
    void anOperatorsSettingsDoNotEnterTheDigest() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        var digest = Manifests.render(values).annotation(Manifests.DIGEST);
        values.putObject("chart").put("startupSeconds", 30);

        assertThat(Manifests.render(values).annotation(Manifests.DIGEST)).isEqualTo(digest);
    }

    /** It is the same bot: its command's digest and the pod's must agree after it was paused as before. */
    @Test
    void comingUpPausedDoesNotEnterTheDigest(@TempDir Path directory) throws IOException {
        var running = Files.readAllBytes(Repository.example("trade-live"));
        var digest = Manifests.render(Repository.example("trade-live")).annotation(Manifests.DIGEST);
        var file = Files.write(
                directory.resolve("values.yaml"),
                ValuesDocument.paused(Bytes.of(running)).toArray());

        assertThat(Manifests.values(file).path("initialState").asText()).isEqualTo("paused");
        assertThat(Manifests.render(file).annotation(Manifests.DIGEST)).isEqualTo(digest);
    }

    @Test
    void aChangedSecretRestartsThePodAndSaysSo() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        var before = Manifests.render(values);
        var sealed = (ObjectNode) values.path("sealed");
        sealed.put("JWT_SECRET", sealed.path("API_PASSWORD").asText());

        assertThat(Manifests.render(values).annotation("botfleet.io/sealed-digest"))
                .matches("sha256:[0-9a-f]{64}")
                .isNotEqualTo(before.annotation("botfleet.io/sealed-digest"));
    }

    /** The document once for each scalar below {@code node}, with that one altered and still allowed. */
    private static Stream<ObjectNode> alterations(ObjectNode document, JsonNode node) {
        var found = new ArrayList<ObjectNode>();
        for (var member : node.properties()) {
            var value = member.getValue();
            if (value.isObject()) {
                found.addAll(alterations(document, value).toList());
                continue;
            }
            // What the schema allows one value of in this branch, or what is not covered.
            if (List.of("valuesDigest", "mode", "clientId", "FREQTRADE_SCHEMA", "dryRun", "botName")
                    .contains(member.getKey())) {
                continue;
            }
            var owner = (ObjectNode) node;
            owner.set(member.getKey(), altered(value));
            var whole = document.deepCopy();
            // It holds the command's number.
            ((ObjectNode) whole.path("config"))
                    .put(
                            "botName",
                            whole.path("clientId").asText() + "."
                                    + whole.path("commandId").asText());
            found.add(whole);
            owner.set(member.getKey(), value);
        }
        return found.stream();
    }

    private static JsonNode altered(JsonNode value) {
        if (value.asText().equals("unlimited")) {
            return Manifests.JSON.getNodeFactory().numberNode(100);
        }
        return switch (value.getNodeType()) {
            case BOOLEAN -> Manifests.JSON.getNodeFactory().booleanNode(!value.asBoolean());
            case NUMBER ->
                Manifests.JSON.getNodeFactory().numberNode(value.decimalValue().add(BigDecimal.ONE));
            case ARRAY -> ((ArrayNode) value.deepCopy()).add("XRP/EUR");
            case STRING -> Manifests.JSON.getNodeFactory().textNode(alteredText(value.asText()));
            case OBJECT, NULL, BINARY, MISSING, POJO -> throw new AssertionError(value);
        };
    }

    /** The first character changed, for one of its kind. */
    private static String alteredText(String text) {
        var character = text.charAt(0);
        var low = Character.isDigit(character) ? '1' : Character.isUpperCase(character) ? 'A' : 'a';
        var next = character == low ? (char) (low + 1) : low;
        return next + text.substring(1);
    }
}

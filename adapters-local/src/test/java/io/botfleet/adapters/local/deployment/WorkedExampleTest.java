package io.botfleet.adapters.local.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of what the platform commits are what it commits. */
class WorkedExampleTest {
    static List<Path> clients() {
        return Infra.clients();
    }

    @Test
    void thereIsOneWithPlayMoneyAndOneWithRealMoney() {
        assertThat(clients().stream().map(file -> KubernetesObjects.values(file)
                        .at("/config/dryRun")
                        .asBoolean()))
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void thePlatformWritesItByteForByte(Path file) throws IOException {
        var values = KubernetesObjects.values(file);

        var written = document(values).yaml().toArray();

        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theChartDeploysItForItsClientWithTheDigestThatThePlatformComputed(Path file) {
        var values = KubernetesObjects.values(file);
        var client = values.path("clientId").asText();

        var deployment = KubernetesObjects.ofChart(Infra.BOT_CHART, file).only("Deployment");

        assertThat(file.getParent()).hasFileName(client);
        assertThat(deployment.at("/metadata/name").asText()).isEqualTo(client);
        assertThat(deployment
                        .at("/spec/template/metadata/annotations")
                        .path("botfleet.io/values-digest")
                        .asText())
                .isEqualTo(document(values).digest().value())
                .isEqualTo(values.path("valuesDigest").asText());
    }

    private static ValuesDocument document(ObjectNode values) {
        var sealed = new EnumMap<SealedKey, String>(SealedKey.class);
        values.path("sealed")
                .properties()
                .forEach(each -> sealed.put(
                        SealedKey.valueOf(each.getKey()), each.getValue().asText()));
        var config = values.path("config");
        var stake = config.path("stakeAmount");
        var order = new StartTrading(
                values.at("/env/FREQTRADE_STRATEGY").asText(),
                config.path("exchange").asText(),
                config.path("dryRun").asBoolean(),
                config.path("stakeCurrency").asText(),
                stake.isNumber() ? new StakeAmount.Fixed(stake.decimalValue()) : new StakeAmount.Unlimited(),
                config.path("maxOpenTrades").asInt(),
                config.path("timeframe").asText(),
                KubernetesObjects.texts(config.path("pairs")),
                false);
        return ValuesDocument.ofTrade(
                new ClientId(Integer.parseInt(values.path("clientId").asText().substring("cliente-".length()))),
                new CommandId(values.path("commandId").asInt()),
                order,
                sealed);
    }
}

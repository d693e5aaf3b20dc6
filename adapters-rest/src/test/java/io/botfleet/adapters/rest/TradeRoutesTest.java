package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.Cluster;
import io.botfleet.testkit.memory.World;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@MicronautTest(rebuildContext = true)
final class TradeRoutesTest {
    @Inject
    Http http;

    @Inject
    World world;

    @Inject
    Scenario scenario;

    @Inject
    WatchingBots watching;

    @AfterEach
    void restart() {
        for (World.Part part : World.Part.values()) {
            world.restart(part);
        }
    }

    @Test
    void takesUpATransactionThatWasTakenInAlready() {
        Command command = scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));

        Http.Answer answer = takeUp(command.submission().transaction());

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/commands/1");
        assertThat(answer.text())
                .isEqualTo("{\"transactionHash\":\"" + command.submission().transaction()
                        + "\",\"commands\":[{\"commandId\":\"1\",\"location\":\"/commands/1\",\"stage\":\"QUEUED\"}]}");
    }

    @Test
    void takesUpATransactionThatIsNotDeepEnoughYet() {
        Submission sighting = scenario.sighted(Scenario.wallet(1));

        Http.Answer answer = takeUp(sighting.transaction());

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().at("/commands/0/stage").textValue()).isEqualTo("SEEN");
        assertThat(http.get(answer.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void tellsThatATransactionIsNotMinedYet() {
        Http.Answer answer = takeUp(scenario.send(Scenario.wallet(1)));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:transaction-pending");
    }

    @Test
    void tellsThatATransactionCarriesNoCommand() {
        Command command = scenario.received(Scenario.wallet(1));
        world.clock().advance(Duration.ofMinutes(11));
        Hash reclaim = world.chain().reclaim(command.id());
        world.chain().mine();

        Http.Answer answer = takeUp(reclaim);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("type").textValue())
                .isEqualTo("urn:botfleet:problem:transaction-without-command");
    }

    @Test
    void listsABotOfEachState() {
        world.cluster().strategy("NeverReady", new Cluster.Behaviour.NeverReady());
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.approving(Scenario.wallet(2), Scenario.start("OtherStrategy"));
        scenario.settle();
        world.cluster().strategy("OtherStrategy", new Cluster.Behaviour.NeverReady());
        scenario.committed(Scenario.wallet(3), Scenario.start("NeverReady"));
        scenario.received(Scenario.wallet(4));

        JsonNode bots = http.get("/trade").json().path("bots");

        assertThat(bots.findValuesAsText("clientId"))
                .containsExactly("cliente-001", "cliente-002", "cliente-003", "cliente-004");
        assertThat(bots.findValuesAsText("state")).containsExactly("Running", "Degraded", "Starting", "Stopped");
        assertThat(bots.at("/0/strategy").textValue()).isEqualTo("SampleStrategy");
        assertThat(bots.at("/0/dryRun").booleanValue()).isTrue();
        assertThat(bots.at("/0/commandId").textValue()).isEqualTo("1");
        assertThat(bots.at("/0/health/botState").textValue()).isEqualTo("running");
        assertThat(bots.at("/1/reason").textValue()).isEqualTo("still to come: the pod to become ready");
        assertThat(bots.at("/3/commandId").isNull()).isTrue();
    }

    @Test
    void pagesThroughTheBots() {
        scenario.received(Scenario.wallet(1));
        scenario.received(Scenario.wallet(2));
        scenario.received(Scenario.wallet(3));

        JsonNode first = http.get("/trade?limit=2").json();
        JsonNode second = http.get(first.path("next").textValue()).json();

        assertThat(first.findValuesAsText("clientId")).containsExactly("cliente-001", "cliente-002");
        assertThat(second.findValuesAsText("clientId")).containsExactly("cliente-003");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void showsABotWithItsProfitTradesAndPod() {
        Command start = scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.settle();
        world.cluster()
                .open(
                        WorkloadId.ofBot(start.client()),
                        new OpenTrade(
                                7,
                                "BTC/USDT",
                                false,
                                Instant.parse("2026-01-01T00:00:05Z"),
                                new BigDecimal("64000.5"),
                                new BigDecimal("25.5"),
                                new BigDecimal("0.0004"),
                                new BigDecimal("-0.0000001")));

        JsonNode status = http.get("/trade/cliente-001/status").json();

        assertThat(status.at("/bot/state").textValue()).isEqualTo("Running");
        assertThat(status.at("/pod/commandId").textValue()).isEqualTo("1");
        assertThat(status.at("/pod/phase").textValue()).isEqualTo("READY");
        assertThat(status.path("revision").textValue())
                .isEqualTo(start.commit().orElseThrow().hex());
        assertThat(status.path("stakeCurrency").textValue()).isEqualTo("USDT");
        assertThat(status.at("/profit/tradeCount").intValue()).isEqualTo(1);
        assertThat(status.at("/openTrades/0/tradeId").textValue()).isEqualTo("7");
        assertThat(status.at("/openTrades/0/openRate").decimalValue()).isEqualByComparingTo("64000.5");
        assertThat(status.at("/openTrades/0/profitAbs").decimalValue()).isEqualByComparingTo("-0.0000001");
        assertThat(Instant.parse(status.path("lastProcess").textValue()))
                .isEqualTo(world.clock().instant());
    }

    @Test
    void showsWhatBecameOfABot() {
        ClientId client = scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"))
                .client();
        scenario.settle();
        Instant first = world.clock().instant();
        watching.watch(client);
        world.clock().advance(Duration.ofMinutes(1));
        world.cluster()
                .strategy(
                        "SampleStrategy",
                        new Cluster.Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, "out of memory")));
        watching.watch(client);

        JsonNode history = http.get("/trade/cliente-001/status").json().path("history");

        assertThat(history.toString())
                .isEqualTo("[{\"at\":\"%s\",\"state\":\"Degraded\",\"reason\":\"out of memory\",\"commandId\":\"1\"},"
                                .formatted(first.plusSeconds(60))
                        + "{\"at\":\"%s\",\"state\":\"Running\",\"reason\":null,\"commandId\":\"1\"}]"
                                .formatted(first));
    }

    @Test
    void showsTheNewestTwentyChangesOfABot() {
        ClientId client = scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"))
                .client();
        scenario.settle();
        for (int minute = 0; minute < 21; minute++) {
            world.cluster()
                    .strategy(
                            "SampleStrategy",
                            minute % 2 == 0 ? new Cluster.Behaviour.Runs() : new Cluster.Behaviour.NeverReady());
            world.clock().advance(Duration.ofMinutes(1));
            watching.watch(client);
        }

        JsonNode history = http.get("/trade/cliente-001/status").json().path("history");

        assertThat(history).hasSize(20);
        assertThat(history.at("/0/at").textValue())
                .isEqualTo(world.clock().instant().toString());
    }

    @Test
    void showsAStoppedBotWithoutAskingIt() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.stopping(Scenario.wallet(1), new StopTrading(StopMode.DRAIN));
        scenario.settle();

        JsonNode status = http.get("/trade/cliente-001/status").json();

        assertThat(status.at("/bot/state").textValue()).isEqualTo("Stopped");
        assertThat(status.at("/bot/commandId").textValue()).isEqualTo("2");
        assertThat(status.path("pod").isNull()).isTrue();
        assertThat(status.path("profit").isNull()).isTrue();
        assertThat(status.path("openTrades").isNull()).isTrue();
    }

    @Test
    void saysThatNothingIsKnownOfABotWhileTheClusterIsSilent() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.settle();
        world.stop(World.Part.CLUSTER);

        JsonNode bot = http.get("/trade/cliente-001/status").json().path("bot");

        assertThat(bot.path("state").textValue()).isEqualTo("Degraded");
        assertThat(bot.path("reason").textValue()).startsWith("the cluster says nothing of the bot");
        assertThat(bot.at("/health/cluster").textValue()).isEqualTo("UNREACHABLE");
    }

    private Http.Answer takeUp(Hash transaction) {
        return http.post("/trade", "{\"transactionHash\":\"" + transaction + "\"}");
    }
}

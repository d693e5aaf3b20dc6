package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.kubernetes.ControlPlaneTools;
import io.botfleet.testkit.memory.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The platform in production from a transaction to its settlement: as the image runs it, told by its configuration alone, on
 * a real control plane where the tools of one are to be had; otherwise it is skipped, and says so. The control plane knows it
 * as its chart's ServiceAccount, and refuses whatever the chart's Roles don't allow.
 */
@EnabledIf(value = "io.botfleet.testkit.kubernetes.ControlPlaneTools#areThere", disabledReason = ControlPlaneTools.NONE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesIT {
    /** The one client whose first start was approved. */
    private static final String APPROVED = "cliente-001";

    /** What Freqtrade prints when it begins with the backtest that is sent here. */
    private static final String WORK = """
            2026-01-01 10:00:00,000 - freqtrade.configuration.configuration - INFO - Parameter -i/--timeframe detected ... \
            Using timeframe: 5m ...
            2026-01-01 10:00:00,000 - freqtrade.configuration.configuration - INFO - Parameter --timerange detected: %s ...
            2026-01-01 10:00:01,000 - freqtrade.optimize.backtesting - INFO - Running backtesting for Strategy SampleStrategy
            """.formatted(ServedOnCluster.TIMERANGE);

    /** Of that backtest. */
    private static final String FIGURES = """
            {"strategy_name": "SampleStrategy", "timeframe": "5m", "timerange": "%s", "stake_currency": "USDT",
             "pairlist": ["BTC/USDT"], "total_trades": 77, "wins": 40, "losses": 37, "profit_total": -0.0123,
             "sharpe": null}
            """.formatted(ServedOnCluster.TIMERANGE);

    @TempDir
    private static Path folder;

    private static ServedOnCluster platform;
    private static PlayedCluster cluster;
    private static Served served;
    private static int registered = 1;
    private static String neverReady = "";
    private static String standsStill = "";
    /** Whose bot came to run while the control plane was cut off. */
    private static String draining = "";

    private static String drained = "";

    @BeforeAll
    static void serve() throws Exception {
        platform = new ServedOnCluster(folder, ControlPlaneTools.find().orElseThrow());
        cluster = platform.cluster();
        served = platform.served();
    }

    @AfterAll
    static void stop() throws Exception {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void approvesWhatRunsAsItWasCommanded() throws Exception {
        String command = platform.start("ann");

        JsonNode settled = platform.settled(command);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("APPROVED");
        PlainGit git = PlainGit.clone(platform.parts().gitUrl(), folder.resolve("looking"));
        assertThat(git.run("log", "--format=%H", "--grep", "^Command-Id: " + command + "$"))
                .hasSize(40);
        assertThat(cluster.hasDeployment(APPROVED)).isTrue();
        assertThat(platform.bot(APPROVED).path("state").asText()).isEqualTo("Running");
        try (ApiClient api = platform.served().api()) {
            assertThat(api.get("/trade/" + APPROVED + "/logs").at("/lines/0").asText())
                    .isEqualTo(PlayedCluster.WORDS.strip());
            List<String> followed = new ArrayList<>();
            api.events("/trade/" + APPROVED + "/logs", (event, data) -> {
                followed.add(event + " " + data.path("line").asText());
                return event.equals("heartbeat");
            });
            assertThat(followed).last().isEqualTo("log " + PlayedCluster.WORDS.strip());
        }
        assertThat(served.output())
                .doesNotContain(platform.parts().key("ann").reveal(), "platforms-password")
                .doesNotContain(Files.readString(platform.parts().secrets().resolve("settler-key"))
                        .strip());
    }

    /** What was approved before is not touched by any of them. */
    @ParameterizedTest(name = "{1}")
    @Order(2)
    @CsvSource({
        "bob, CRASH_LOOP, EXECUTION_FAILED",
        "carol, IMAGE_PULL, NOT_DEPLOYED",
        "dan, SYNC_FAILED, NOT_DEPLOYED",
        "eve, DEGRADED, EXECUTION_FAILED",
        "frank, WRONG_STRATEGY, MISMATCH",
    })
    void rollsBackWhatEvidenceSpeaksAgainst(String wallet, PlayedCluster.Trouble trouble, Reason reason)
            throws Exception {
        String client = nextClient();

        String command = start(wallet, client, trouble);
        JsonNode settled = platform.settled(command);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("ROLLED_BACK");
        assertThat(settled.path("reasonCode").asInt()).as(settled.toString()).isEqualTo(reason.code());
        served.comesTrue("nothing of it is left", () -> !cluster.hasDeployment(client));
        assertThat(cluster.hasDeployment(APPROVED)).isTrue();
    }

    /** What was approved stays approved whatever comes of the bot, and nobody but its client changes it. */
    @ParameterizedTest(name = "{0}")
    @Order(3)
    @CsvSource({
        "CRASH_LOOP, It breaks.",
        "WRONG_STRATEGY, the bot runs something else than commanded: strategy is TrendStrategy instead of SampleStrategy",
        "OTHER_VALUES, the deployed values are not the ones that were committed for this command",
        "SILENT, 'the bot''s API: '"
    })
    void showsWhyAnApprovedBotFailsAndSettlesNothing(PlayedCluster.Trouble trouble, String reason) throws Exception {
        platform.isRunning(APPROVED);
        String command = platform.bot(APPROVED).path("commandId").asText();
        String head = platform.head();
        List<String> settled = platform.settledOnChain();
        assertThat(settled).containsOnlyOnce(command);

        cluster.trouble(APPROVED, trouble);
        served.comesTrue("it is degraded: " + reason, () -> {
            JsonNode bot = platform.bot(APPROVED);
            return bot.path("state").asText().equals("Degraded")
                    && bot.path("reason").asText().contains(reason);
        });
        assertThat(platform.stage(command)).isEqualTo("APPROVED");
        cluster.trouble(APPROVED, PlayedCluster.Trouble.NONE);
        platform.isRunning(APPROVED);

        assertThat(platform.bot(APPROVED).path("commandId").asText()).isEqualTo(command);
        assertThat(platform.stage(command)).isEqualTo("APPROVED");
        assertThat(platform.settledOnChain()).isEqualTo(settled);
        assertThat(platform.head()).as("nothing is committed").isEqualTo(head);
    }

    /** The client's bot runs on beside it, and nothing of the backtest is left but its figures. */
    @Test
    @Order(4)
    void keepsTheFiguresOfABacktestAndTakesItAway() throws Exception {
        String pod = cluster.pod(APPROVED);
        cluster.backtests().next("ready", WORK);

        String command = platform.backtest("ann");
        JsonNode settled = platform.settled(command);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("APPROVED");
        assertThat(platform.backtestStatus(command).path("state").asText()).isEqualTo("RUNNING");
        assertThat(platform.hasFile(valuesOf(command))).isTrue();
        assertThat(cluster.backtests().isThere(APPROVED, command)).isTrue();

        cluster.backtests()
                .goesOn(APPROVED, command, "succeed", WORK + String.join("\n", Results.lines(FIGURES)) + "\n");
        served.comesTrue(
                "it has succeeded",
                () -> platform.backtestStatus(command).path("state").asText().equals("SUCCEEDED"));
        try (ApiClient api = served.api()) {
            assertThat(api.get("/backtest/" + command + "/results")).isEqualTo(new ObjectMapper().readTree(FIGURES));
        }
        isGone(command);
        assertThat(platform.backtestStatus(command).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(platform.settledOnChain()).containsOnlyOnce(command);
        assertThat(cluster.pod(APPROVED)).isEqualTo(pod);
        platform.isRunning(APPROVED);
    }

    /** That Freqtrade began says nothing once it has ended, and neither does an exit code of 0. */
    @ParameterizedTest(name = "{0}, {3}")
    @Order(4)
    @CsvSource({
        "succeed, 20250101-20250201, EXECUTION_FAILED, it ended without a result",
        "fail, 20250101-20250201, EXECUTION_FAILED, the container freqtrade ended with exit code 1",
        "ready, 20240101-20240201, MISMATCH, timerange is 20240101-20240201 instead of 20250101-20250201"
    })
    void rollsBackABacktestThatDoesNotWorkAsCommanded(String outcome, String timerange, Reason reason, String why)
            throws Exception {
        String bot = cluster.pod(APPROVED);
        cluster.backtests().next(outcome, WORK.replace(ServedOnCluster.TIMERANGE, timerange));

        String command = platform.backtest("ann");
        JsonNode settled = platform.settled(command);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("ROLLED_BACK");
        assertThat(settled.path("reasonCode").asInt()).as(settled.toString()).isEqualTo(reason.code());
        JsonNode status = platform.backtestStatus(command);
        assertThat(status.path("state").asText()).isEqualTo("REFUSED");
        assertThat(status.path("reason").asText()).startsWith(reason + ": ").contains(why);
        isGone(command);
        assertThat(cluster.pod(APPROVED)).isEqualTo(bot);
        platform.isRunning(APPROVED);
    }

    private static void isGone(String backtest) throws Exception {
        served.comesTrue("nothing of it is left", () -> !cluster.backtests().isThere(APPROVED, backtest));
        assertThat(platform.hasFile(valuesOf(backtest))).isFalse();
    }

    private static String valuesOf(String backtest) {
        return "backtests/" + APPROVED + "/" + backtest + "/values.yaml";
    }

    /** One command waits for its confirmation all the while, two wait for their end, and one bot is left alone. */
    @Test
    @Order(5)
    void rollsNothingBackWhileTheControlPlaneIsCutOff() throws Exception {
        neverReady = start("grace", nextClient(), PlayedCluster.Trouble.NEVER_READY);
        standsStill = start("heidi", nextClient(), PlayedCluster.Trouble.STANDS_STILL);
        String client = nextClient();
        draining = client;
        String waiting = start("ivan", client, PlayedCluster.Trouble.NEVER_READY);
        for (String command : List.of(neverReady, standsStill, waiting)) {
            served.comesTrue("it waits for its confirmation", () -> platform.stage(command)
                    .equals("DEPLOYED"));
        }
        String pod = cluster.pod(APPROVED);
        String head = platform.head();
        List<String> settled = platform.settledOnChain();

        platform.way().fallSilent();
        served.comesTrue("it is noticed", () -> clusterIsDown());
        nothingIsConcluded(waiting);
        platform.way().refuse();
        // Nobody is there to tell that it is well now.
        cluster.trouble(client, PlayedCluster.Trouble.NONE);
        Thread.sleep(3_000);
        nothingIsConcluded(waiting);
        assertThat(platform.head()).as("nothing is committed").isEqualTo(head);
        assertThat(platform.settledOnChain()).isEqualTo(settled);
        platform.way().open();

        assertThat(platform.settled(waiting).path("outcome").asText()).isEqualTo("APPROVED");
        platform.isRunning(APPROVED);
        assertThat(cluster.pod(APPROVED)).isEqualTo(pod);
        assertThat(platform.head()).as("nothing is committed").isEqualTo(head);
        assertThat(platform.settledOnChain())
                .hasSize(settled.size() + 1)
                .containsAll(settled)
                .containsOnlyOnce(waiting);
        served.comesTrue("every part is well", served::isHealthy);
    }

    private static boolean clusterIsDown() throws Exception {
        return served.health().at("/parts/cluster/status").asText().equals("DOWN");
    }

    private static void nothingIsConcluded(String waiting) throws Exception {
        assertThat(clusterIsDown()).isTrue();
        assertThat(served.health().path("httpStatus").asInt()).isEqualTo(503);
        JsonNode bot = platform.bot(APPROVED);
        assertThat(bot.path("state").asText()).isEqualTo("Degraded");
        assertThat(bot.path("reason").asText()).startsWith("the cluster says nothing of the bot: ");
        assertThat(bot.at("/health/cluster").asText()).isEqualTo("UNREACHABLE");
        for (String command : List.of(waiting, neverReady, standsStill)) {
            assertThat(platform.stage(command)).isEqualTo("DEPLOYED");
        }
    }

    /** Meanwhile another client's bot crashes, for long enough for the look a minute that makes its history. */
    @Test
    @Order(6)
    void pausesABotThatIsStoppedAndLeavesItWhileItHoldsAPosition() throws Exception {
        platform.isRunning(draining);
        platform.trades().open(draining);
        String pod = cluster.pod(draining);
        cluster.trouble(APPROVED, PlayedCluster.Trouble.CRASH_LOOP);

        drained = platform.drain("ivan");
        JsonNode settled = platform.settled(drained);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("APPROVED");
        isPausedAndStays(pod);
        served.comesTrue("it is remembered why the other one is degraded", () -> history(APPROVED).stream()
                .anyMatch(change -> change.startsWith("Degraded") && change.contains("It breaks.")));
        cluster.trouble(APPROVED, PlayedCluster.Trouble.NONE);
        platform.isRunning(APPROVED);
    }

    private static void isPausedAndStays(String pod) throws Exception {
        JsonNode status = platform.status(draining);
        assertThat(status.at("/bot/state").asText()).as(status.toString()).isEqualTo("Draining");
        assertThat(status.at("/bot/openPositions").asInt()).isOne();
        assertThat(status.at("/bot/health/botState").asText()).isEqualTo("paused");
        assertThat(status.path("openTrades")).hasSize(1);
        assertThat(status.at("/openTrades/0/pair").asText()).isEqualTo("BTC/USDT");
        assertThat(platform.file(valuesOfBot(draining))).contains("initialState: \"paused\"");
        assertThat(cluster.hasApplication(draining)).isTrue();
        assertThat(cluster.pod(draining)).as("it was not started anew").isEqualTo(pod);
    }

    private static String valuesOfBot(String client) {
        return "clientes/" + client + "/values.yaml";
    }

    /** Each change as its state and its reason, newest first. */
    private static List<String> history(String client) throws Exception {
        List<String> changes = new ArrayList<>();
        platform.status(client)
                .path("history")
                .forEach(change -> changes.add(change.path("state").asText() + " "
                        + change.path("reason").asText()));
        return changes;
    }

    @Test
    @Order(7)
    void rollsBackInTimeWhatIsNeverSeenToWork() throws Exception {
        List<String> commands = List.of(neverReady, standsStill);
        for (String command : commands) {
            assertThat(platform.stage(command))
                    .as("nothing is evidence before its time is over")
                    .isEqualTo("DEPLOYED");
        }
        platform.parts().letTimePass(Duration.ofMinutes(9));
        // A block that tells the time.
        platform.start("ann");

        for (String command : commands) {
            JsonNode settled = platform.settled(command);
            assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("ROLLED_BACK");
            assertThat(settled.path("reasonCode").asInt())
                    .as(settled.toString())
                    .isEqualTo(Reason.TIMEOUT.code());
        }
    }

    /** Its Application goes once ArgoCD knows that the values are gone, and nothing of what the bot traded is lost. */
    @Test
    @Order(8)
    void takesAStoppedBotAwayOnceItHoldsNothing() throws Exception {
        isPausedAndStays(cluster.pod(draining));
        List<String> settled = platform.settledOnChain();
        List<String> schemas = platform.trades().schemas(draining);
        assertThat(schemas).hasSize(2);
        cluster.hold();

        platform.trades().close(draining);
        served.comesTrue("its values are gone", () -> !platform.hasFile(valuesOfBot(draining)));
        long pauses = cluster.pauses(draining);
        served.comesTrue(
                "the platform has come by once more, and begun anew", () -> cluster.pauses(draining) >= pauses + 2);
        assertThat(cluster.hasApplication(draining)).isTrue();
        assertThat(cluster.hasDeployment(draining)).isTrue();
        assertThat(platform.bot(draining).path("state").asText()).isEqualTo("Draining");
        cluster.goOn();

        served.comesTrue("its Application is deleted", () -> !cluster.hasApplication(draining));
        served.comesTrue("nothing of it is left", () -> !cluster.hasDeployment(draining));
        served.comesTrue(
                "it is stopped",
                () -> platform.bot(draining).path("state").asText().equals("Stopped"));
        assertThat(cluster.failure()).isEmpty();
        assertThat(platform.trades().schemas(draining)).isEqualTo(schemas);
        assertThat(platform.trades().traded(draining)).containsExactly("BTC/USDT closed");
        assertThat(platform.stage(drained)).isEqualTo("APPROVED");
        assertThat(platform.settledOnChain()).containsAll(settled).containsOnlyOnce(drained);
    }

    /** Long after it is over. */
    @Test
    @Order(9)
    void tellsThatABotFailedAndWhyAndThatItRanAgain() throws Exception {
        served.comesTrue(
                "it was found to run again", () -> history(APPROVED).getFirst().startsWith("Running"));

        assertThat(history(APPROVED))
                .anyMatch(change -> change.startsWith("Degraded") && change.contains("It breaks."));
    }

    private static String start(String wallet, String client, PlayedCluster.Trouble trouble) throws Exception {
        cluster.trouble(client, trouble);
        return platform.start(wallet);
    }

    private static String nextClient() {
        registered++;
        return "cliente-%03d".formatted(registered);
    }
}

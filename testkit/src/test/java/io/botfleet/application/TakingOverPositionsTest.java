package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryTenants;
import io.botfleet.testkit.memory.Platform;
import org.junit.jupiter.api.Test;

/** When a replacement may take the place of a bot that holds positions. */
class TakingOverPositionsTest {
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));
    private static final Json.Members DRY = Platform.start("SampleStrategy");
    private static final Json.Members LIVE = DRY.with("dryRun", Json.of(false))
            .with(
                    "credentials",
                    Json.EMPTY.with("apiKey", Json.of("planted-key")).with("secretKey", Json.of("planted-secret")));

    private final Bench bench = new Bench();

    @Test
    void letsALiveBotTakeThePlaceOfADryRunWhateverThatHolds() {
        runningBotThatHolds(DRY);

        replaceBy(LIVE.with("strategy", Json.of("OtherStrategy")));

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
    }

    @Test
    void refusesADryRunInPlaceOfALiveBotThatHoldsPositions() {
        runningBotThatHolds(LIVE);

        replaceBy(DRY);

        assertRefusedForPositions(2);
    }

    /** It may be minutes until the cluster takes the replacement up. */
    @Test
    void asksABotWhatItHoldsOnceItOpensNothingMore() {
        runningBot(LIVE);
        bench.submit(Bench.wallet(1), DRY);
        bench.runBesideTheCluster(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);

        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.run(10);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    @Test
    void letsABotTradeOnWhoseReplacementIsRefusedForWhatItHolds() {
        runningBotThatHolds(LIVE);

        replaceBy(DRY);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    @Test
    void leavesABotStoppedThatStoppedByItselfWhereItsReplacementIsRefused() {
        runningBotThatHolds(LIVE);
        bench.world.cluster().stopByItself(BOT);

        replaceBy(DRY);

        assertRefusedForPositions(2);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
    }

    @Test
    void takesOverWithoutAskingWhatChangesNeitherMarketNorRules() {
        runningBotThatHolds(DRY);

        replaceBy(DRY.with("maxOpenTrades", Json.of(5)));

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
    }

    @Test
    void takesOverWhatItIsToldToAdopt() {
        runningBotThatHolds(DRY);

        replaceBy(DRY.with("strategy", Json.of("OtherStrategy")).with("adoptPositions", Json.of(true)));

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
    }

    /** Its bot would not even see them. */
    @Test
    void adoptsNoLivePositionsOfAnotherMarket() {
        runningBotThatHolds(LIVE);

        replaceBy(LIVE.with("exchange", Json.of("kraken")).with("adoptPositions", Json.of(true)));

        assertRefusedForPositions(2);
        assertThat(bench.command(2).ending().orElseThrow().detail()).contains("would not see them");
    }

    @Test
    void waitsForABotThatDoesNotTellItsPositions() {
        runningBotThatHolds(DRY);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());

        replaceBy(DRY.with("strategy", Json.of("OtherStrategy")));

        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn().orElseThrow())
                .startsWith("the running bot to tell its open positions: ");
    }

    @Test
    void looksPastSeveralStopsForTheBotThatOpenedThePositions() {
        runningBotThatHolds(DRY);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);

        replaceBy(DRY.with("strategy", Json.of("OtherStrategy")));

        assertRefusedForPositions(4);
    }

    @Test
    void givesALiveBotItsOwnKeysAndADryRunNoneThatItDidNotSend() {
        runningBotThatHolds(DRY);
        assertThat(valuesOf(1)).contains("DATABASE_URL").doesNotContain("BINANCE_API_KEY");
        assertThat(new InMemoryTenants(bench.world).ensured()).containsExactly(new ClientId(1));

        replaceBy(LIVE);

        assertThat(valuesOf(2))
                .contains("BINANCE_API_KEY", "BINANCE_SECRET_KEY")
                .doesNotContain("planted");
    }

    private String valuesOf(long id) {
        return bench.command(id)
                .prepared()
                .orElseThrow()
                .content()
                .orElseThrow()
                .utf8();
    }

    private void runningBot(Json.Members start) {
        bench.submit(Bench.wallet(1), start);
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    private void runningBotThatHolds(Json.Members start) {
        runningBot(start);
        bench.world.cluster().open(BOT, Bench.openTrade());
    }

    private void replaceBy(Json.Members start) {
        bench.submit(Bench.wallet(1), start);
        bench.run(20);
    }

    private void assertRefusedForPositions(long id) {
        assertThat(bench.command(id).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        assertThat(bench.command(id - 1).stage()).isEqualTo(Stage.APPROVED);
    }
}

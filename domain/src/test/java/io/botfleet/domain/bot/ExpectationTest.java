package io.botfleet.domain.bot;

import static io.botfleet.domain.Examples.CLIENT;
import static io.botfleet.domain.Examples.COMMIT;
import static io.botfleet.domain.Examples.LATER;
import static io.botfleet.domain.Examples.NOW;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.config;
import static io.botfleet.domain.Examples.document;
import static io.botfleet.domain.Examples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
    private static final Expectation EXPECTED =
            new Expectation(CLIENT, new CommandId(7), document(7).digest(), START);
    private static final Observation UNREACHABLE = new Observation.Unreachable("connection refused");

    @Nested
    class Deployed {
        @Test
        void confirmsThePodOfThisCommandWithItsValues() {
            assertThat(EXPECTED.deployment().deployed(seen(pod(7)), true)).isEqualTo(new Verdict.Confirmed());
        }

        @Test
        void cannotTellWhileTheClusterDoesNotAnswer() {
            assertThat(EXPECTED.deployment().deployed(UNREACHABLE, true))
                    .isEqualTo(new Verdict.CannotTellYet("the cluster: connection refused"));
        }

        @Test
        void waitsForTheRevisionToHoldTheCommit() {
            assertThat(EXPECTED.deployment().deployed(seen(pod(7)), false))
                    .isEqualTo(new Verdict.CannotTellYet("the cluster to take up the commit"));
        }

        @Test
        void blamesNoFailedSyncOfAnEarlierRevision() {
            Observation earlier = troubled(Optional.empty(), Problem.Kind.SYNC_FAILED, "values do not validate");

            assertThat(EXPECTED.deployment().deployed(earlier, false))
                    .isInstanceOfSatisfying(Verdict.CannotTellYet.class, verdict -> assertThat(verdict.waitingOn())
                            .contains("values do not validate"));
        }

        @Test
        void repeatsNothingOfTheTroubleOfABotThatIsAboutToBeReplaced() {
            Observation earlier = troubled(Optional.empty(), Problem.Kind.CRASH_LOOP, "out of memory");

            assertThat(EXPECTED.deployment().deployed(earlier, false))
                    .isEqualTo(new Verdict.CannotTellYet("the cluster to take up the commit"));
        }

        @Test
        void repeatsWhatIsInTheWayAndJudgesNothingByIt() {
            Observation hindered = new Observation.Seen(
                    Optional.of(COMMIT), Optional.empty(), Optional.empty(), Optional.of("exceeded quota: bots"));

            assertThat(EXPECTED.deployment().deployed(hindered, false))
                    .isEqualTo(new Verdict.CannotTellYet(
                            "the cluster to take up the commit; it reports exceeded quota: bots"));
            assertThat(EXPECTED.deployment().deployed(hindered, true))
                    .isEqualTo(new Verdict.CannotTellYet(
                            "the pod of this command to appear; the cluster reports exceeded quota: bots"));
        }

        @Test
        void failsWhereTheClusterRefusesTheManifestsOfTheCommit() {
            Observation refused = troubled(Optional.empty(), Problem.Kind.SYNC_FAILED, "values do not validate");

            assertThat(EXPECTED.deployment().deployed(refused, true))
                    .isEqualTo(new Verdict.Failed(Reason.NOT_DEPLOYED, "values do not validate"));
        }

        @Test
        void waitsForThePod() {
            assertThat(EXPECTED.deployment().deployed(seen(Optional.empty()), true))
                    .isEqualTo(new Verdict.CannotTellYet("the pod of this command to appear"));
        }

        @Test
        void waitsWhileThePodOfAnotherCommandIsThere() {
            assertThat(EXPECTED.deployment().deployed(seen(pod(6)), true)).isInstanceOf(Verdict.CannotTellYet.class);
        }

        @Test
        void failsWhereThePodsValuesAreNotTheCommittedOnes() {
            Pod tampered =
                    podWith(Optional.of(new CommandId(7)), document(8).digest().value(), Pod.Phase.READY);

            assertThat(EXPECTED.deployment().deployed(seen(tampered), true))
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
                        assertThat(failed.reason()).isEqualTo(Reason.MISMATCH);
                        assertThat(failed.detail())
                                .contains(document(7).digest().value())
                                .contains(document(8).digest().value());
                    });
        }

        @Test
        void failsWhereThePodHasNoDigest() {
            Pod bare = podWith(Optional.of(new CommandId(7)), "", Pod.Phase.READY);

            assertThat(EXPECTED.deployment().deployed(seen(bare), true))
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.detail())
                            .contains("no digest"));
        }

        @Test
        void takesAPodWithoutOurAnnotationsForNobodys() {
            assertThat(EXPECTED.deployment().deployed(seen(podWith(Optional.empty(), "", Pod.Phase.READY)), true))
                    .isInstanceOf(Verdict.CannotTellYet.class);
        }

        @Test
        void waitsWhileATamperedPodIsOnItsWayOut() {
            Pod leaving =
                    podWith(Optional.of(new CommandId(7)), document(8).digest().value(), Pod.Phase.TERMINATING);

            assertThat(EXPECTED.deployment().deployed(seen(leaving), true)).isInstanceOf(Verdict.CannotTellYet.class);
        }
    }

    @Nested
    class Executing {
        @Test
        void confirmsABotThatRunsAsCommandedAndIterates() {
            assertThat(EXPECTED.executing(seen(pod(7)), given(config(7)), healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.Confirmed());
        }

        @Test
        void cannotTellWhileTheClusterDoesNotAnswer() {
            assertThat(EXPECTED.executing(UNREACHABLE, given(config(7)), healthy(LATER), Optional.of(NOW)))
                    .isInstanceOf(Verdict.CannotTellYet.class);
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READY")
        void waitsForThePodToBecomeReady(Pod.Phase phase) {
            Pod pod =
                    podWith(Optional.of(new CommandId(7)), document(7).digest().value(), phase);

            assertThat(EXPECTED.executing(seen(pod), given(config(7)), healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.CannotTellYet("the pod to become ready"));
        }

        @Test
        void provesNothingByASilentApi() {
            assertThat(EXPECTED.executing(
                            seen(pod(7)), new Answer.Silent<>("timed out"), healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.CannotTellYet("the bot's API: timed out"));
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 429, 502, 503})
        void provesNothingByAnApiThatRefuses(int status) {
            Answer<RunningConfig> refused = new Answer.Refused<>(status, "no");

            assertThat(EXPECTED.executing(seen(pod(7)), refused, healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.CannotTellYet("the bot's API, which answers " + status));
        }

        static Stream<Differing> differing() {
            RunningConfig right = config(7);
            return Stream.of(
                    new Differing("runmode", new Shown(right).runmode("live").config()),
                    new Differing(
                            "runmode", new Shown(right).runmode("webserver").config()),
                    new Differing("dry_run", new Shown(right).dryRun(false).config()),
                    new Differing(
                            "strategy",
                            new Shown(right).strategy("TrendStrategy").config()),
                    new Differing(
                            "exchange", new Shown(right).exchange("kraken").config()),
                    new Differing(
                            "bot_name",
                            new Shown(right).botName("cliente-001.6").config()),
                    new Differing(
                            "bot_name",
                            new Shown(right).botName("cliente-002.7").config()),
                    new Differing(
                            "stake_currency",
                            new Shown(right).stakeCurrency("BTC").config()),
                    new Differing(
                            "stake_amount", new Shown(right).stakeAmount("101").config()),
                    new Differing(
                            "stake_amount",
                            new Shown(right).stakeAmount("unlimited").config()),
                    new Differing(
                            "max_open_trades", new Shown(right).maxOpenTrades(4).config()),
                    new Differing("timeframe", new Shown(right).timeframe("1m").config()),
                    new Differing(
                            "whitelist", new Shown(right).pairs("BTC/USDT").config()),
                    new Differing(
                            "whitelist",
                            new Shown(right)
                                    .pairs("BTC/USDT", "ETH/USDT", "XRP/USDT")
                                    .config()));
        }

        @ParameterizedTest
        @MethodSource("differing")
        void failsNamingTheOneFieldThatDiffers(Differing differing) {
            assertThat(EXPECTED.executing(seen(pod(7)), given(differing.shown), healthy(LATER), Optional.of(NOW)))
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
                        assertThat(failed.reason()).isEqualTo(Reason.MISMATCH);
                        assertThat(failed.detail())
                                .startsWith("the bot runs something else than commanded: " + differing.field + " is ")
                                .doesNotContain(", " + "runmode");
                        assertThat(failed.detail().split(" is ", -1)).hasSize(2);
                    });
        }

        @Test
        void expectsALiveBotWhereThatWasCommanded() {
            StartTrading live = new StartTrading(
                    START.strategy(),
                    START.exchange(),
                    false,
                    START.stakeCurrency(),
                    new StakeAmount.Unlimited(),
                    START.maxOpenTrades(),
                    START.timeframe(),
                    START.pairs(),
                    false);
            Expectation expected =
                    new Expectation(CLIENT, new CommandId(7), document(7).digest(), live);
            RunningConfig shown = new Shown(config(7))
                    .runmode("live")
                    .dryRun(false)
                    .stakeAmount("unlimited")
                    .config();

            assertThat(expected.executing(seen(pod(7)), given(shown), healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.Confirmed());
            assertThat(expected.executing(seen(pod(7)), given(config(7)), healthy(LATER), Optional.of(NOW)))
                    .isInstanceOf(Verdict.Failed.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"paused", "stopped", "reload_config", ""})
        void waitsForABotThatDoesNotRun(String state) {
            RunningConfig shown = new Shown(config(7)).state(state).config();

            assertThat(EXPECTED.executing(seen(pod(7)), given(shown), healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.CannotTellYet("the bot to run; it says that it is " + state));
        }

        @Test
        void waitsForTheFirstIteration() {
            Verdict waiting = new Verdict.CannotTellYet("the bot's first iteration");

            assertThat(EXPECTED.executing(seen(pod(7)), given(config(7)), never(), Optional.empty()))
                    .isEqualTo(waiting);
            assertThat(EXPECTED.executing(seen(pod(7)), given(config(7)), healthy(NOW), Optional.empty()))
                    .isEqualTo(waiting);
            assertThat(EXPECTED.executing(
                            seen(pod(7)), given(config(7)), new Answer.Silent<>("timed out"), Optional.of(NOW)))
                    .isEqualTo(waiting);
            assertThat(EXPECTED.executing(
                            seen(pod(7)), given(config(7)), new Answer.Refused<>(502, "no"), Optional.of(NOW)))
                    .isEqualTo(waiting);
        }

        @ParameterizedTest
        @CsvSource({"0", "-5"})
        void waitsWhileLastProcessStandsStill(int seconds) {
            assertThat(EXPECTED.executing(
                            seen(pod(7)), given(config(7)), healthy(NOW.plusSeconds(seconds)), Optional.of(NOW)))
                    .isEqualTo(new Verdict.CannotTellYet("the bot's last_process to advance"));
        }

        @ParameterizedTest
        @CsvSource({
            "CRASH_LOOP, EXECUTION_FAILED",
            "DEGRADED, EXECUTION_FAILED",
            "IMAGE_PULL, NOT_DEPLOYED",
            "SYNC_FAILED, NOT_DEPLOYED"
        })
        void failsByAProblemOfItsOwnPod(Problem.Kind kind, Reason reason) {
            Observation troubled = troubled(Optional.of(pod(7)), kind, "Impossible to load Strategy 'X'");

            assertThat(EXPECTED.executing(troubled, new Answer.Silent<>("refused"), never(), Optional.empty()))
                    .isEqualTo(new Verdict.Failed(reason, "Impossible to load Strategy 'X'"));
        }

        @ParameterizedTest
        @EnumSource
        void failsByAProblemThatLeftNoPod(Problem.Kind kind) {
            assertThat(EXPECTED.executing(
                            troubled(Optional.empty(), kind, "words"),
                            new Answer.Silent<>("refused"),
                            never(),
                            Optional.empty()))
                    .isInstanceOf(Verdict.Failed.class);
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SYNC_FAILED")
        void blamesNoCrashOfAnotherCommandsPod(Problem.Kind kind) {
            assertThat(EXPECTED.executing(
                            troubled(Optional.of(pod(8)), kind, "words"),
                            given(config(8)),
                            healthy(LATER),
                            Optional.of(NOW)))
                    .isInstanceOf(Verdict.CannotTellYet.class);
        }

        @Test
        void waitsForAPodThatWentAway() {
            assertThat(EXPECTED.executing(seen(Optional.empty()), given(config(7)), healthy(LATER), Optional.of(NOW)))
                    .isEqualTo(new Verdict.CannotTellYet("the pod of this command to appear"));
        }

        @Test
        void failsWhereThePodsValuesAreNotTheCommittedOnes() {
            Pod tampered =
                    podWith(Optional.of(new CommandId(7)), document(8).digest().value(), Pod.Phase.READY);

            assertThat(EXPECTED.executing(seen(tampered), given(config(7)), healthy(LATER), Optional.of(NOW)))
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.reason())
                            .isEqualTo(Reason.MISMATCH));
        }
    }

    private record Differing(String field, RunningConfig shown) {}

    private static Observation seen(Pod pod) {
        return seen(Optional.of(pod));
    }

    private static Observation seen(Optional<Pod> pod) {
        return new Observation.Seen(Optional.of(COMMIT), pod, Optional.empty());
    }

    private static Observation troubled(Optional<Pod> pod, Problem.Kind kind, String message) {
        return new Observation.Seen(Optional.of(COMMIT), pod, Optional.of(new Problem(kind, message)));
    }

    private static Pod podWith(Optional<CommandId> command, String digest, Pod.Phase phase) {
        return new Pod(
                "cliente-001-0",
                "0d9c2d3e",
                command,
                digest.isEmpty() ? Optional.empty() : Optional.of(new io.botfleet.domain.gitops.ValuesDigest(digest)),
                "freqtrade-platform:stable",
                phase,
                0,
                NOW);
    }

    private static Answer<RunningConfig> given(RunningConfig config) {
        return new Answer.Given<>(config);
    }

    private static Answer<BotHealth> healthy(Instant lastProcess) {
        return new Answer.Given<>(new BotHealth(Optional.of(lastProcess), Optional.of(NOW)));
    }

    private static Answer<BotHealth> never() {
        return new Answer.Given<>(new BotHealth(Optional.empty(), Optional.of(NOW)));
    }

    /** A configuration with one field changed at a time. */
    private static final class Shown {
        private RunningConfig now;

        Shown(RunningConfig from) {
            this.now = from;
        }

        RunningConfig config() {
            return now;
        }

        Shown runmode(String next) {
            return with(next, now.state(), now.dryRun(), now.strategy(), now.exchange(), now.botName());
        }

        Shown state(String next) {
            return with(now.runmode(), next, now.dryRun(), now.strategy(), now.exchange(), now.botName());
        }

        Shown dryRun(boolean next) {
            return with(now.runmode(), now.state(), next, now.strategy(), now.exchange(), now.botName());
        }

        Shown strategy(String next) {
            return with(now.runmode(), now.state(), now.dryRun(), next, now.exchange(), now.botName());
        }

        Shown exchange(String next) {
            return with(now.runmode(), now.state(), now.dryRun(), now.strategy(), next, now.botName());
        }

        Shown botName(String next) {
            return with(now.runmode(), now.state(), now.dryRun(), now.strategy(), now.exchange(), next);
        }

        Shown stakeCurrency(String next) {
            return with(next, now.stakeAmount(), now.maxOpenTrades(), now.timeframe(), now.pairs());
        }

        Shown stakeAmount(String next) {
            return with(now.stakeCurrency(), next, now.maxOpenTrades(), now.timeframe(), now.pairs());
        }

        Shown maxOpenTrades(int next) {
            return with(now.stakeCurrency(), now.stakeAmount(), next, now.timeframe(), now.pairs());
        }

        Shown timeframe(String next) {
            return with(now.stakeCurrency(), now.stakeAmount(), now.maxOpenTrades(), next, now.pairs());
        }

        Shown pairs(String... next) {
            return with(now.stakeCurrency(), now.stakeAmount(), now.maxOpenTrades(), now.timeframe(), List.of(next));
        }

        private Shown with(
                String runmode, String state, boolean dryRun, String strategy, String exchange, String botName) {
            now = new RunningConfig(
                    now.version(),
                    runmode,
                    state,
                    dryRun,
                    strategy,
                    exchange,
                    botName,
                    now.stakeCurrency(),
                    now.stakeAmount(),
                    now.maxOpenTrades(),
                    now.timeframe(),
                    now.pairs());
            return this;
        }

        private Shown with(String currency, String amount, int most, String timeframe, List<String> pairs) {
            now = new RunningConfig(
                    now.version(),
                    now.runmode(),
                    now.state(),
                    now.dryRun(),
                    now.strategy(),
                    now.exchange(),
                    now.botName(),
                    currency,
                    amount,
                    most,
                    timeframe,
                    pairs);
            return this;
        }
    }
}

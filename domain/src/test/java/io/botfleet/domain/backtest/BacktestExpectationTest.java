package io.botfleet.domain.backtest;

import static io.botfleet.domain.Examples.document;
import static io.botfleet.domain.Examples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Deployment;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.document.Parsed;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BacktestExpectationTest {
    private static final RunBacktest ORDER = new RunBacktest(
            "SampleStrategy",
            "binance",
            "USDT",
            new StakeAmount.Unlimited(),
            3,
            "5m",
            List.of("BTC/USDT", "ETH/USDT"),
            Timerange.parse("20250101-20250601").orElseThrow());
    private static final BacktestExpectation EXPECTED =
            new BacktestExpectation(new Deployment(new CommandId(7), document(7).digest()), ORDER);

    private static final String TIMERANGE =
            "2026-01-01 00:00:01,002 - freqtrade.configuration.configuration - INFO - Parameter --timerange detected: %s ...";
    private static final String TIMEFRAME = "2026-01-01 00:00:01,001 - freqtrade.configuration.configuration - INFO -"
            + " Parameter -i/--timeframe detected ... Using timeframe: %s ...";
    private static final String RUNNING =
            "2026-01-01 00:00:02,000 - freqtrade.optimize.backtesting - INFO - Running backtesting for Strategy %s";
    private static final List<String> AT_WORK = List.of(
            TIMEFRAME.formatted("5m"), TIMERANGE.formatted("20250101-20250601"), RUNNING.formatted("SampleStrategy"));
    private static final Json.Members FIGURES = Parsed.object("""
            {"strategy_name": "SampleStrategy", "timeframe": "5m", "timerange": "20250101-20250601",
             "stake_currency": "USDT", "pairlist": ["BTC/USDT"], "total_trades": 12, "profit_total": 0.034}
            """);

    @Test
    void confirmsOneThatSaysThatItRunsWhatWasCommanded() {
        assertThat(EXPECTED.working(seen(Pod.Phase.RUNNING), AT_WORK, Optional.empty()))
                .isEqualTo(new Verdict.Confirmed());
        assertThat(BacktestExpectation.begun(AT_WORK)).hasValue(RUNNING.formatted("SampleStrategy"));
    }

    @ParameterizedTest
    @CsvSource({
        "strategy,OtherStrategy,20250101-20250601,5m",
        "timerange,SampleStrategy,20250101-20250602,5m",
        "timeframe,SampleStrategy,20250101-20250601,15m"
    })
    void failsOneThatRunsSomethingElse(String what, String strategy, String timerange, String timeframe) {
        List<String> log =
                List.of(TIMEFRAME.formatted(timeframe), TIMERANGE.formatted(timerange), RUNNING.formatted(strategy));

        assertThat(EXPECTED.working(seen(Pod.Phase.RUNNING), log, Optional.empty()))
                .isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
                    assertThat(failed.reason()).isEqualTo(Reason.MISMATCH);
                    assertThat(failed.detail()).contains(what + " is ");
                });
    }

    @Test
    void waitsUntilItSaysSo() {
        assertThat(EXPECTED.working(seen(Pod.Phase.RUNNING), AT_WORK.subList(0, 2), Optional.empty()))
                .isEqualTo(new Verdict.CannotTellYet("Freqtrade to begin"));
        assertThat(EXPECTED.working(new Observation.Unreachable("away"), AT_WORK, Optional.empty()))
                .isInstanceOf(Verdict.CannotTellYet.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Pod.Phase.class,
            names = {"PENDING", "INITIALISING"})
    void waitsForItsPodToStart(Pod.Phase phase) {
        assertThat(EXPECTED.working(seen(phase), List.of(), Optional.empty()))
                .isEqualTo(new Verdict.CannotTellYet("the pod to start"));
    }

    @Test
    void confirmsOneThatWasDoneBeforeAnybodyLookedByItsResult() {
        assertThat(EXPECTED.working(seen(Pod.Phase.ENDED), List.of(), Report.of(FIGURES)))
                .isEqualTo(new Verdict.Confirmed());
    }

    /** Freqtrade ends with 0 where it refuses its configuration. */
    @Test
    void failsOneThatEndedWithoutAResultWhateverItsLogSays() {
        List<String> log = List.of(
                AT_WORK.get(2),
                "2026-01-01 00:00:03,000 - freqtrade - ERROR - Starting balance (990 USDT) is smaller than stake_amount 5000 USDT.",
                "");

        assertThat(EXPECTED.working(seen(Pod.Phase.ENDED), log, Optional.empty()))
                .isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
                    assertThat(failed.reason()).isEqualTo(Reason.EXECUTION_FAILED);
                    assertThat(failed.detail())
                            .startsWith("it ended without a result; its last words: ")
                            .contains("Starting balance");
                });
        assertThat(EXPECTED.working(seen(Pod.Phase.ENDED), List.of(), Optional.empty()))
                .isEqualTo(new Verdict.Failed(Reason.EXECUTION_FAILED, "it ended without a result and without a word"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-01 00:00:03,000 - freqtrade - ERROR - no such file|2026-01-01 00:00:04,000 - freqtrade - INFO - bye|no such file",
                "2026-01-01 00:00:03,000 - freqtrade - ERROR - Fatal exception!|ValueError: not enough candles|not enough candles",
                "freqtrade.exceptions.OperationalException: no pair|2026-01-01 00:00:04,000 - freqtrade - INFO - bye|no pair",
                "2026-01-01 00:00:03,000 - freqtrade - CRITICAL - out of memory|    raise SomeError: said the source|out of memory",
                "it begins|it stops|it stops",
            })
    void repeatsTheLastWordsThatTellOfSomethingWrong(String earlier, String later, String told) {
        assertThat(BacktestExpectation.endedWithoutAResult(List.of("Traceback", earlier, later)))
                .endsWith(told);
    }

    @ParameterizedTest
    @CsvSource({"strategy_name,OtherStrategy", "timeframe,15m", "timerange,20250101-20250602", "stake_currency,BTC"})
    void failsOneWhoseResultIsOfSomethingElse(String figure, String other) {
        assertThat(EXPECTED.working(seen(Pod.Phase.ENDED), List.of(), Report.of(FIGURES.with(figure, Json.of(other)))))
                .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.detail())
                        .contains(figure + " is " + other));
    }

    @Test
    void failsOneWhoseResultIsOfAnotherPair() {
        Json pairs = Json.texts(List.of("BTC/USDT", "DOGE/USDT"));

        assertThat(EXPECTED.working(seen(Pod.Phase.ENDED), List.of(), Report.of(FIGURES.with("pairlist", pairs))))
                .isInstanceOf(Verdict.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"strategy_name", "total_trades"})
    void takesNothingForAReportThatTellsNothing(String missing) {
        assertThat(Report.of(FIGURES.without(missing))).isEmpty();
        assertThat(Report.of(Json.of("text"))).isEmpty();
    }

    @Test
    void failsByWhatTheClusterTells() {
        Observation failed = new Observation.Seen(
                Optional.empty(),
                Optional.of(in(Pod.Phase.ENDED)),
                Optional.of(new Problem(Problem.Kind.DEGRADED, "BackoffLimitExceeded")));

        assertThat(EXPECTED.working(failed, AT_WORK, Report.of(FIGURES)))
                .isEqualTo(new Verdict.Failed(Reason.EXECUTION_FAILED, "BackoffLimitExceeded"));
    }

    /** As after an upgrade of the chart: a Job's template is immutable. */
    @Test
    void goesOnWhereTheClusterRefusesAnotherTemplateForAJobThatRuns() {
        Optional<Problem> refused = Optional.of(new Problem(Problem.Kind.SYNC_FAILED, "field is immutable"));

        assertThat(EXPECTED.working(
                        new Observation.Seen(Optional.empty(), Optional.of(in(Pod.Phase.RUNNING)), refused),
                        AT_WORK,
                        Optional.empty()))
                .isEqualTo(new Verdict.Confirmed());
        assertThat(EXPECTED.working(
                        new Observation.Seen(Optional.empty(), Optional.empty(), refused), AT_WORK, Optional.empty()))
                .isEqualTo(new Verdict.Failed(Reason.NOT_DEPLOYED, "field is immutable"));
    }

    @Test
    void looksAtNoOtherCommandsPod() {
        Observation other = new Observation.Seen(Optional.empty(), Optional.of(pod(6)), Optional.empty());

        assertThat(EXPECTED.working(other, AT_WORK, Optional.empty())).isInstanceOf(Verdict.CannotTellYet.class);
    }

    private static Observation seen(Pod.Phase phase) {
        return new Observation.Seen(Optional.empty(), Optional.of(in(phase)), Optional.empty());
    }

    private static Pod in(Pod.Phase phase) {
        Pod pod = pod(7);
        return new Pod(
                pod.name(),
                pod.uid(),
                pod.command(),
                pod.valuesDigest(),
                pod.image(),
                phase,
                pod.restarts(),
                pod.startedAt());
    }
}

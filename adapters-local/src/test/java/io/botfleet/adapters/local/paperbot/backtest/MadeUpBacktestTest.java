package io.botfleet.adapters.local.paperbot.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Made-up candles, and books that balance. */
class MadeUpBacktestTest {
    private static final List<String> PAIRS = List.of("BTC/USDT", "ETH/USDT", "SOL/USDT", "ADA/USDT");
    private static final long CANDLES = 20_000;

    @Test
    void isTheSameForTheSameQuestionAndAnotherForAnother() {
        var result = run("5m", "20250101-20250601", OptionalDouble.of(100), 3);

        assertThat(run("5m", "20250101-20250601", OptionalDouble.of(100), 3)).isEqualTo(result);
        assertThat(run("5m", "20250101-20250602", OptionalDouble.of(100), 3).trades())
                .isNotEqualTo(result.trades());
        assertThat(run("15m", "20250101-20250601", OptionalDouble.of(100), 3).trades())
                .isNotEqualTo(result.trades());
        assertThat(result.trades()).hasSizeGreaterThan(100);
    }

    /** The numbers of one machine, so that another one that makes up others is noticed. */
    @Test
    void isTheSameOnEveryMachine() {
        var candles = new Candles("BTC/USDT", Timeframe.of("5m").orElseThrow(), span("20250101-20250601"));
        candles.next();

        assertThat(List.of(candles.open(), candles.high(), candles.low(), candles.close()))
                .containsExactly(4821.403600441757, 4831.6199186016765, 4816.499313797206, 4827.349788679423);
    }

    @Test
    void makesUpCandlesThatHoldTogether() {
        var candles = new Candles("BTC/USDT", Timeframe.of("1h").orElseThrow(), span("20250101-20250601"));
        var fell = 0;
        for (var i = 0; i < 10_000; i++) {
            var before = candles.close();
            candles.next();
            assertThat(candles.open()).isEqualTo(before);
            assertThat(candles.low()).isPositive().isLessThanOrEqualTo(Math.min(candles.open(), candles.close()));
            assertThat(candles.high()).isGreaterThanOrEqualTo(Math.max(candles.open(), candles.close()));
            fell += candles.fell() ? 1 : 0;
            assertThat(candles.fell() && candles.rose()).isFalse();
        }
        assertThat(fell).isBetween(100, 2_000);
    }

    @ParameterizedTest
    @CsvSource({"100, 3", "100, 1", "100, 20", "600, 20", "-1, 3", "-1, 1"})
    void neverSpendsWhatIsNotThereNorOpensMoreThanItMay(double stake, int most) {
        var result =
                run("5m", "20250101-20250601", stake < 0 ? OptionalDouble.empty() : OptionalDouble.of(stake), most);

        assertThat(result.trades()).isNotEmpty();
        for (var trade : result.trades()) {
            var beside = result.trades().stream()
                    .filter(other -> !other.opened().isAfter(trade.opened())
                            && other.closed().isAfter(trade.opened()))
                    .toList();
            assertThat(beside).hasSizeLessThanOrEqualTo(Math.min(most, PAIRS.size()));
            assertThat(beside.stream().map(ClosedTrade::pair)).doesNotHaveDuplicates();
            var before = result.trades().stream()
                    .filter(other -> !other.closed().isAfter(trade.opened()))
                    .mapToDouble(ClosedTrade::profit)
                    .sum();
            assertThat(beside.stream().mapToDouble(ClosedTrade::stake).sum())
                    .as("but for what another pair won in the same candle")
                    .isLessThanOrEqualTo((1_000 + before) * 0.99 + 10);
        }
        assertThat(result.trades()).isSortedAccordingTo(Comparator.comparing(ClosedTrade::closed));
    }

    @Test
    void losesNoMoreThanTheStopLossAndTheFees() {
        var result = run("5m", "20250101-20250601", OptionalDouble.of(100), 4);

        assertThat(result.trades().stream().map(ClosedTrade::reason).distinct())
                .contains("exit_signal", "stop_loss", "roi")
                .isSubsetOf("exit_signal", "stop_loss", "roi", "force_exit");
        assertThat(result.trades()).allMatch(trade -> trade.profitRatio() >= 0.99 * 0.999 / 1.001 - 1 - 1e-9);
        assertThat(result.trades())
                .filteredOn(trade -> trade.reason().equals("roi"))
                .allMatch(trade -> trade.profitRatio() >= 0.004 - 1e-9);
    }

    @Test
    void leavesNothingOpenAtTheEnd() {
        var fiveMinutes = Timeframe.of("5m").orElseThrow();
        var leftAtTheEnd = 0;
        for (var candles = 500; candles < 600; candles++) {
            var end = span("20250101-20250601").lastOf(candles, fiveMinutes);
            var trades = Simulation.run(settings("5m", "20250101-20250601", PAIRS, OptionalDouble.of(1), 4), candles)
                    .trades();
            assertThat(trades)
                    .allMatch(trade -> trade.reason().equals("force_exit")
                            == trade.closed().equals(end));
            assertThat(trades).allMatch(trade -> trade.opened().isBefore(end));
            leftAtTheEnd += (int)
                    trades.stream().filter(trade -> trade.closed().equals(end)).count();
        }
        assertThat(leftAtTheEnd).isPositive();
    }

    @Test
    void addsUp() {
        var result = run("5m", "20250101-20250601", OptionalDouble.of(100), 3);
        var figures = new Figures(result).ofStrategy();

        var profit = result.trades().stream().mapToDouble(ClosedTrade::profit).sum();
        assertThat(number(figures, "profit_total_abs")).isCloseTo(profit, within(1e-9));
        assertThat(number(figures, "final_balance")).isCloseTo(1_000 + profit, within(1e-9));
        assertThat(number(figures, "wins") + number(figures, "losses") + number(figures, "draws"))
                .isEqualTo(result.trades().size());
        assertThat((List<?>) figures.get("results_per_pair")).hasSize(PAIRS.size() + 1);
    }

    @Test
    void countsAsFreqtradeCounts() {
        // Four trades of 100 in a wallet of 1000: +10 %, -5 %, -5 %, +20 %, each before fees.
        var figures = new Figures(new Result(
                        settings("5m", "20250101-20250111", List.of("BTC/USDT", "ETH/USDT"), OptionalDouble.of(100), 7),
                        Instant.parse("2025-01-01T00:00:00Z"),
                        Instant.parse("2025-01-11T00:00:00Z"),
                        List.of(
                                trade("BTC/USDT", 110),
                                trade("BTC/USDT", 95),
                                trade("ETH/USDT", 95),
                                trade("BTC/USDT", 120)),
                        0.5,
                        2))
                .ofStrategy();

        // Received less paid: 110 * 0.999 - 100.1 = 9.79; 95 * 0.999 - 100.1 = -5.195; 120 * 0.999 - 100.1 = 19.78.
        assertThat(figures)
                .containsEntry("total_trades", 4)
                .containsEntry("wins", 2L)
                .containsEntry("losses", 2L)
                .containsEntry("draws", 0L)
                .containsEntry("winrate", 0.5)
                .containsEntry("backtest_days", 10L)
                .containsEntry("trades_per_day", 0.4)
                .containsEntry("holding_avg_s", 3_600.0)
                .containsEntry("max_open_trades", 2)
                .containsEntry("market_change", 0.5)
                .containsEntry("backtest_start", "2025-01-01 00:00:00")
                .containsEntry("backtest_end_ts", 1_736_553_600_000L);
        close(figures, "profit_total_abs", 19.18);
        close(figures, "profit_total", 0.01918);
        close(figures, "profit_mean", 19.18 / 4 / 100.1);
        close(figures, "profit_factor", 29.57 / 10.39);
        close(figures, "expectancy", 4.795);
        close(figures, "max_drawdown_abs", 10.39);
        close(figures, "max_drawdown_account", 10.39 / 1_009.79);
        close(figures, "cagr", Math.pow(1.01918, 36.5) - 1);
        // Mean a day 0.001918; the deviation of (9.79, -5.195, -5.195, 19.78)/1000 from 4.795/1000.
        var squares = 4.995 * 4.995 + 2 * 9.99 * 9.99 + 14.985 * 14.985;
        close(figures, "sharpe", 0.001918 / (Math.sqrt(squares / 4) / 1_000) * Math.sqrt(365));
        close(figures, "calmar", 0.1918 / (10.39 / 1_009.79) * Math.sqrt(365));
        assertThat(number(figures, "sqn")).isCloseTo(2 * 4.795 / Math.sqrt(squares / 3), within(1e-4));
        assertThat(number(figures, "sortino")).as("both losses are the same").isEqualTo(-100);
    }

    @Test
    void countsNothingWhereNothingWasTraded() {
        var figures = new Figures(new Result(
                        settings("5m", "20250101-20250102", List.of("BTC/USDT"), OptionalDouble.of(100), 3),
                        Instant.parse("2025-01-01T00:00:00Z"),
                        Instant.parse("2025-01-01T00:00:00Z"),
                        List.of(),
                        0,
                        0))
                .ofStrategy();

        assertThat(figures)
                .containsEntry("total_trades", 0)
                .containsEntry("winrate", 0.0)
                .doesNotContainKey("holding_avg_s");
        for (var name : List.of(
                "profit_factor", "expectancy", "cagr", "sharpe", "sortino", "calmar", "sqn", "max_drawdown_abs")) {
            assertThat(number(figures, name)).as(name).isZero();
        }
    }

    @Test
    void knowsHowManyCandlesThereAre() {
        var hour = Timeframe.of("1h").orElseThrow();
        var day = span("20250101-20250102");

        assertThat(day.candles(hour, Instant.parse("2026-01-01T00:00:00Z"))).isEqualTo(25);
        assertThat(day.candles(hour, Instant.parse("2025-01-01T03:30:00Z"))).isEqualTo(4);
        assertThat(day.candles(hour, Instant.parse("2024-12-31T23:59:59Z"))).isZero();
        assertThat(day.lastOf(25, hour)).isEqualTo(Instant.parse("2025-01-02T00:00:00Z"));
    }

    private static void close(Map<String, Object> figures, String name, double expected) {
        assertThat(number(figures, name)).as(name).isCloseTo(expected, within(1e-9));
    }

    private static double number(Map<String, Object> figures, String name) {
        return ((Number) Objects.requireNonNull(figures.get(name), name)).doubleValue();
    }

    private static ClosedTrade trade(String pair, double closeRate) {
        var opened = Instant.parse("2025-01-02T00:00:00Z");
        return new ClosedTrade(pair, 100, opened, opened.plusSeconds(3_600), 100, closeRate, "roi");
    }

    private static Result run(String timeframe, String timerange, OptionalDouble stake, int most) {
        return Simulation.run(settings(timeframe, timerange, PAIRS, stake, most), CANDLES);
    }

    private static Settings settings(
            String timeframe, String timerange, List<String> pairs, OptionalDouble stake, int most) {
        return new Settings(
                "Sample",
                Timeframe.of(timeframe).orElseThrow(),
                span(timerange),
                pairs,
                "USDT",
                stake,
                most,
                1_000,
                0.99,
                -0.01,
                new TreeMap<>(Map.of(0L, 0.008, 30L, 0.004)));
    }

    private static Span span(String timerange) {
        return Span.parse(timerange).orElseThrow();
    }
}

package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Bots.Login;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Bots} does. */
public abstract class BotsContract {
    private static final WorkloadId UNKNOWN = new WorkloadId("cliente-999");

    protected abstract Bots bots();

    protected abstract Login login();

    /**
     * Starts a bot that runs {@code SampleStrategy} dry on {@code binance}, 100 {@code USDT} a trade, at most 3 of them,
     * at {@code 5m}, with {@code BTC/USDT} and {@code ETH/USDT}.
     */
    protected abstract WorkloadId startBot();

    protected abstract void putIntoTheBooks(WorkloadId bot, OpenTrade trade);

    /** From now on nothing can be reached. */
    protected abstract void cutOff();

    @Test
    void tellsWhatABotRuns() {
        WorkloadId bot = startBot();

        RunningConfig config = given(bots().config(bot, login()));

        assertThat(config.runmode()).isEqualTo("dry_run");
        assertThat(config.dryRun()).isTrue();
        assertThat(config.state()).isEqualTo("running");
        assertThat(config.strategy()).isEqualTo("SampleStrategy");
        assertThat(config.exchange()).isEqualTo("binance");
        assertThat(config.stakeCurrency()).isEqualTo("USDT");
        assertThat(new BigDecimal(config.stakeAmount())).isEqualByComparingTo("100");
        assertThat(config.maxOpenTrades()).isEqualTo(3);
        assertThat(config.timeframe()).isEqualTo("5m");
        assertThat(config.pairs()).containsExactly("BTC/USDT", "ETH/USDT");
    }

    @Test
    void tellsWhenABotLastIterated() {
        BotHealth health = given(bots().health(startBot(), login()));

        assertThat(health.startedAt()).isPresent();
        assertThat(health.lastProcess()).isPresent();
    }

    @Test
    void aBotSaysThatItIsPausedUntilItIsResumed() {
        WorkloadId bot = startBot();

        assertThat(given(bots().pause(bot, login()))).isNotBlank();

        assertThat(given(bots().config(bot, login())).state()).isEqualTo("paused");
        assertThat(given(bots().pause(bot, login()))).isNotBlank();

        assertThat(given(bots().resume(bot, login()))).isNotBlank();

        assertThat(given(bots().config(bot, login())).state()).isEqualTo("running");
        assertThat(given(bots().resume(bot, login()))).isNotBlank();
    }

    @Test
    void listsOpenTradesUntilTheyAreExited() {
        WorkloadId bot = startBot();
        assertThat(given(bots().openTrades(bot, login()))).isEmpty();
        putIntoTheBooks(bot, trade(1, "BTC/USDT"));
        putIntoTheBooks(bot, trade(2, "ETH/USDT"));

        assertThat(given(bots().openTrades(bot, login()))).containsExactly(trade(1, "BTC/USDT"), trade(2, "ETH/USDT"));
        Profit profit = given(bots().profit(bot, login()));
        assertThat(profit.tradeCount()).isEqualTo(2);
        assertThat(profit.closedTradeCount()).isZero();

        assertThat(given(bots().exitAll(bot, login()))).isNotBlank();
        assertThat(given(bots().openTrades(bot, login()))).isEmpty();
    }

    @Test
    void exitingWithNothingOpenIsHarmless() {
        WorkloadId bot = startBot();

        assertThat(given(bots().exitAll(bot, login()))).isNotBlank();
        assertThat(given(bots().config(bot, login())).state()).isEqualTo("running");
    }

    @Test
    void isSilentAboutAnUnknownBot() {
        startBot();

        assertThat(everyQuestion(UNKNOWN))
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(Answer.Silent.class));
    }

    @Test
    void isSilentWhileNothingCanBeReached() {
        WorkloadId bot = startBot();
        cutOff();

        assertThat(everyQuestion(bot)).allSatisfy(answer -> assertThat(answer).isInstanceOf(Answer.Silent.class));
    }

    protected final List<Answer<?>> everyQuestion(WorkloadId bot) {
        return List.of(
                bots().config(bot, login()),
                bots().health(bot, login()),
                bots().openTrades(bot, login()),
                bots().profit(bot, login()),
                bots().pause(bot, login()),
                bots().resume(bot, login()),
                bots().exitAll(bot, login()));
    }

    protected static OpenTrade trade(long id, String pair) {
        return new OpenTrade(
                id,
                pair,
                false,
                Instant.parse("2026-01-01T10:00:00Z"),
                new BigDecimal("64000.5"),
                new BigDecimal("100.0"),
                new BigDecimal("0.0015625"),
                new BigDecimal("-1.25"));
    }

    private static <T> T given(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Answer.Given.class);
        return ((Answer.Given<T>) answer).value();
    }
}

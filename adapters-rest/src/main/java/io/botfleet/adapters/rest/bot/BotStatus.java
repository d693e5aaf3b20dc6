package io.botfleet.adapters.rest.bot;

import io.botfleet.application.bot.BotView;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.micronaut.serde.annotation.Serdeable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client's bot with what the bot itself says.
 *
 * @param revision the Git commit that the cluster last deployed
 * @param stakeCurrency what the amounts below are in
 * @param profit null where the bot did not say
 * @param openTrades null where the bot did not say; empty where it holds nothing
 * @param history what it was found to be, newest first and 20 at most; a look a minute finds what changed
 */
@Serdeable
record BotStatus(
        BotSummary bot,
        @Nullable String revision,
        @Nullable PodFacts pod,
        @Nullable Instant lastProcess,
        @Nullable Instant botStartedAt,
        @Nullable String stakeCurrency,
        @Nullable Profits profit,
        @Nullable List<Position> openTrades,
        List<Change> history) {
    /** @param commandId the command that the pod says it came from */
    @Serdeable
    record PodFacts(
            String name,
            String uid,
            String image,
            String phase,
            int restarts,
            Instant startedAt,
            @Nullable String commandId,
            @Nullable String valuesDigest) {
        static PodFacts of(Pod pod) {
            return new PodFacts(
                    pod.name(),
                    pod.uid(),
                    pod.image(),
                    pod.phase().name(),
                    pod.restarts(),
                    pod.startedAt(),
                    pod.command().map(Object::toString).orElse(null),
                    pod.valuesDigest().map(Object::toString).orElse(null));
        }
    }

    /** Freqtrade's own sums, in the stake currency. */
    @Serdeable
    record Profits(
            BigDecimal profitClosedCoin,
            BigDecimal profitAllCoin,
            int tradeCount,
            int closedTradeCount,
            int winningTrades) {
        static Profits of(Profit profit) {
            return new Profits(
                    profit.profitClosedCoin(),
                    profit.profitAllCoin(),
                    profit.tradeCount(),
                    profit.closedTradeCount(),
                    profit.winningTrades());
        }
    }

    /** Freqtrade's own figures of one open trade, in the stake currency; {@code amount} is in the base currency. */
    @Serdeable
    record Position(
            String tradeId,
            String pair,
            boolean isShort,
            Instant openDate,
            BigDecimal openRate,
            BigDecimal stakeAmount,
            BigDecimal amount,
            BigDecimal profitAbs) {
        static Position of(OpenTrade trade) {
            return new Position(
                    Long.toString(trade.tradeId()),
                    trade.pair(),
                    trade.isShort(),
                    trade.openDate(),
                    trade.openRate(),
                    trade.stakeAmount(),
                    trade.amount(),
                    trade.profitAbs());
        }
    }

    /**
     * What the bot was found to be from a moment on.
     *
     * @param at when that was first seen; it may have been so for up to a minute by then
     * @param reason why it was Degraded, in the words of then; null otherwise
     * @param commandId the command that it ran by, started by or was ended by; null where none was
     */
    @Serdeable
    record Change(
            Instant at,
            BotSummary.State state,
            @Nullable String reason,
            @Nullable String commandId) {
        static Change of(BotChange change) {
            return new Change(
                    change.at(),
                    BotSummary.stateOf(change.state()),
                    BotSummary.reasonOf(change.state()),
                    change.command().map(Object::toString).orElse(null));
        }
    }

    static BotStatus of(
            BotView view, Answer<Profit> profit, Answer<List<OpenTrade>> openTrades, List<BotChange> history) {
        Optional<Observation.Seen> seen =
                view.observation() instanceof Observation.Seen answered ? Optional.of(answered) : Optional.empty();
        Optional<BotHealth> health = BotSummary.given(view.health());
        return new BotStatus(
                BotSummary.of(view),
                seen.flatMap(Observation.Seen::revision).map(Object::toString).orElse(null),
                seen.flatMap(Observation.Seen::pod).map(PodFacts::of).orElse(null),
                health.flatMap(BotHealth::lastProcess).orElse(null),
                health.flatMap(BotHealth::startedAt).orElse(null),
                BotSummary.given(view.config())
                        .map(RunningConfig::stakeCurrency)
                        .orElse(null),
                BotSummary.given(profit).map(Profits::of).orElse(null),
                BotSummary.given(openTrades)
                        .map(trades -> trades.stream().map(Position::of).toList())
                        .orElse(null),
                history.stream().map(Change::of).toList());
    }
}

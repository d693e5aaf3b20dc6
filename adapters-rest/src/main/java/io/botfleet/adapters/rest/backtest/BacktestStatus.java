package io.botfleet.adapters.rest.backtest;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One backtest.
 *
 * @param backtestId the id of its command
 * @param state QUEUED, RUNNING, SUCCEEDED, FAILED, TIMED_OUT, LOST or REFUSED
 * @param stakeAmount a decimal number, or {@code unlimited}
 * @param submittedAt when its command's block was made
 * @param endedAt when it was found to be over; null before
 * @param waitingOn what the last look found missing, before it runs
 * @param reason why there are no results, or will be none
 */
@Serdeable
record BacktestStatus(
        String backtestId,
        String clientId,
        String state,
        String strategy,
        String exchange,
        String stakeCurrency,
        String stakeAmount,
        int maxOpenTrades,
        String timeframe,
        List<String> pairs,
        String timerange,
        Instant submittedAt,
        @Nullable Instant endedAt,
        @Nullable String waitingOn,
        @Nullable String reason,
        Related links) {
    /**
     * Paths of what belongs to it.
     *
     * @param results null while there are none
     */
    @Serdeable
    record Related(String self, String command, @Nullable String results) {}

    static BacktestStatus of(Command command, RunBacktest order, Optional<Backtests.Ended> ended) {
        BacktestState state = BacktestState.of(command, ended);
        String self = "/backtest/" + command.id();
        Optional<Backtests.Ended> over = ended.filter(_ -> state != BacktestState.REFUSED);
        return new BacktestStatus(
                command.id().toString(),
                command.client().value(),
                state.name(),
                order.strategy(),
                order.exchange(),
                order.stakeCurrency(),
                stake(order.stakeAmount()),
                order.maxOpenTrades(),
                order.timeframe(),
                order.pairs(),
                order.timerange().toString(),
                command.submission().submittedAt(),
                over.map(Backtests.Ended::at).orElse(null),
                command.waitingOn().filter(_ -> state == BacktestState.QUEUED).orElse(null),
                command.ending()
                        .filter(_ -> state == BacktestState.REFUSED)
                        .map(ending -> ending.reason() + ": " + ending.detail())
                        .or(() -> over.flatMap(Backtests.Ended::reason))
                        .orElse(null),
                new Related(
                        self + "/status",
                        "/commands/" + command.id(),
                        state == BacktestState.SUCCEEDED ? self + "/results" : null));
    }

    private static String stake(StakeAmount amount) {
        return switch (amount) {
            case StakeAmount.Fixed fixed -> fixed.amount().toPlainString();
            case StakeAmount.Unlimited _ -> "unlimited";
        };
    }
}

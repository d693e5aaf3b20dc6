package io.botfleet.adapters.rest.command;

import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.gitops.CommitId;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was seen of a command's execution, which its verdict rests on. */
final class Seen {
    private Seen() {}

    /**
     * What was seen of the execution, as far as it was seen.
     *
     * @param atWork what shows that a backtest runs, or has run
     * @param openTrades how many positions the bot held when it was paused for a stop
     */
    @Serdeable
    record Execution(
            @Nullable String revision,
            @Nullable Pod pod,
            @Nullable Config config,
            @Nullable Instant firstProcess,
            @Nullable Instant lastProcess,
            @Nullable Integer openTrades,
            @Nullable String atWork) {
        static Optional<Execution> of(io.botfleet.domain.command.Execution execution) {
            return execution.equals(io.botfleet.domain.command.Execution.NONE)
                    ? Optional.empty()
                    : Optional.of(new Execution(
                            execution.revision().map(CommitId::hex).orElse(null),
                            execution.pod().map(Pod::of).orElse(null),
                            execution.config().map(Config::of).orElse(null),
                            execution.firstProcess().orElse(null),
                            execution.lastProcess().orElse(null),
                            execution.openTrades().isPresent()
                                    ? execution.openTrades().getAsInt()
                                    : null,
                            execution.atWork().orElse(null)));
        }
    }

    /** The pod that was taken as proof. */
    @Serdeable
    record Pod(
            String name,
            String uid,
            String image,
            Instant startedAt,
            @Nullable String commandId,
            @Nullable String valuesDigest) {
        static Pod of(io.botfleet.domain.bot.Pod pod) {
            return new Pod(
                    pod.name(),
                    pod.uid(),
                    pod.image(),
                    pod.startedAt(),
                    pod.command().map(Object::toString).orElse(null),
                    pod.valuesDigest().map(Object::toString).orElse(null));
        }
    }

    /** What the bot said that it runs. */
    @Serdeable
    record Config(
            String version,
            String runmode,
            String state,
            boolean dryRun,
            String strategy,
            String exchange,
            String botName,
            String stakeCurrency,
            String stakeAmount,
            int maxOpenTrades,
            String timeframe,
            List<String> pairs) {
        static Config of(RunningConfig config) {
            return new Config(
                    config.version(),
                    config.runmode(),
                    config.state(),
                    config.dryRun(),
                    config.strategy(),
                    config.exchange(),
                    config.botName(),
                    config.stakeCurrency(),
                    config.stakeAmount(),
                    config.maxOpenTrades(),
                    config.timeframe(),
                    config.pairs());
        }
    }
}

package io.botfleet.bootstrap.platform;

import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.domain.command.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What an operator watches, as of the last look; a figure that can't be had now is not a number. */
final class Gauges {
    private static final double UNKNOWN = Double.NaN;

    private final Commands commands;
    private final Inbox inbox;
    private final CommandLog log;
    private final SettlementLedger ledger;
    private final Clock clock;
    private final Map<Stage, AtomicReference<Double>> backlog = new EnumMap<>(Stage.class);
    private final AtomicReference<Double> secondsToDeadline;
    private final AtomicReference<Double> cursorLag;
    private final AtomicReference<Double> settlerBalance;

    Gauges(Commands commands, Inbox inbox, CommandLog log, SettlementLedger ledger, MeterRegistry meters, Clock clock) {
        this.commands = commands;
        this.inbox = inbox;
        this.log = log;
        this.ledger = ledger;
        this.clock = clock;
        for (Stage stage : Stage.values()) {
            if (!Stage.ENDED.contains(stage)) {
                AtomicReference<Double> value = new AtomicReference<>(UNKNOWN);
                backlog.put(stage, value);
                Gauge.builder("botfleet.backlog", value, AtomicReference::get)
                        .tag("stage", stage.name())
                        .description("Commands that have not ended")
                        .register(meters);
            }
        }
        secondsToDeadline = gauge(
                meters,
                "botfleet.deadline.nearest.seconds",
                "Until the first deadline of a command that has not ended; negative past it");
        cursorLag = gauge(meters, "botfleet.chain.lag.blocks", "Blocks from the last one taken in to the chain's head");
        settlerBalance = gauge(meters, "botfleet.settler.balance.gwei", "What the settler's account can pay for gas");
    }

    private static AtomicReference<Double> gauge(MeterRegistry meters, String name, String description) {
        AtomicReference<Double> value = new AtomicReference<>(UNKNOWN);
        Gauge.builder(name, value, AtomicReference::get)
                .description(description)
                .register(meters);
        return value;
    }

    /** Looks at everything; the figures of a part that does not answer become unknown, and its failure is thrown. */
    void look() {
        backlog.values().forEach(value -> value.set(UNKNOWN));
        secondsToDeadline.set(UNKNOWN);
        Backlog now = commands.backlog();
        backlog.forEach((stage, value) -> value.set((double) now.stages().getOrDefault(stage, 0L)));
        secondsToDeadline.set(now.nearestDeadline()
                .map(deadline -> Duration.between(clock.instant(), deadline).toMillis() / 1000.0)
                .orElse(UNKNOWN));
        measure(
                cursorLag,
                () -> log.head().latest().number()
                        - inbox.cursor().map(cursor -> cursor.block().number()).orElse(0L));
        measure(settlerBalance, () -> ledger.account().balanceWei().doubleValue() / 1e9);
    }

    private static void measure(AtomicReference<Double> gauge, Supplier<Number> look) {
        gauge.set(UNKNOWN);
        gauge.set(look.get().doubleValue());
    }
}

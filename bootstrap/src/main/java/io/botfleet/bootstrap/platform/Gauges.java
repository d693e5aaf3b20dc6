package io.botfleet.bootstrap.platform;

import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.command.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What an operator watches, as of the last look; a figure that could not be had then is not a number. */
final class Gauges {
    /** The kind of alarm while the chain is not what it was. */
    static final String HALTED = "HALTED";

    /** The kind of alarm while the settler's account is nearly empty. */
    static final String SETTLER_FUNDS = "SETTLER_FUNDS";

    private static final double UNKNOWN = Double.NaN;

    /** What settling one command costs at the most, of a lone rollback with evidence: 36,339 measured, rounded up. */
    private static final double GAS_OF_A_SETTLEMENT = 40_000;

    private static final double FEW_SETTLEMENTS = 100;
    private static final double WEI_IN_A_GWEI = 1e9;

    private final Commands commands;
    private final Inbox inbox;
    private final CommandLog log;
    private final SettlementLedger ledger;
    private final BotHistory history;
    private final KeyWatch keys;
    private final Duration blockTime;
    private final Clock clock;
    private final Map<Stage, AtomicReference<Double>> backlog = new EnumMap<>(Stage.class);
    private final Map<BotState.Kind, AtomicReference<Double>> bots = new EnumMap<>(BotState.Kind.class);
    private final AtomicReference<Double> secondsToDeadline;
    private final AtomicReference<Double> timeUsed;
    private final AtomicReference<Double> oldestVerdict;
    private final AtomicReference<Double> cursorLag;
    private final AtomicReference<Double> settlerBalance;
    private final AtomicReference<Double> settlementsLeft;
    private final AtomicReference<Double> halted;
    private final StuckCommands stuck;
    private final OpenAlarms alarms;

    /** @param blockTime the chain's usual time between blocks */
    Gauges(
            Commands commands,
            Inbox inbox,
            CommandLog log,
            SettlementLedger ledger,
            BotHistory history,
            KeyWatch keys,
            MeterRegistry meters,
            OpenAlarms alarms,
            Duration blockTime,
            Clock clock) {
        this.blockTime = blockTime;
        this.alarms = alarms;
        this.commands = commands;
        this.inbox = inbox;
        this.log = log;
        this.ledger = ledger;
        this.history = history;
        this.keys = keys;
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
        for (BotState.Kind kind : BotState.Kind.values()) {
            AtomicReference<Double> value = new AtomicReference<>(UNKNOWN);
            bots.put(kind, value);
            Gauge.builder("botfleet.bots", value, AtomicReference::get)
                    .tag("state", kind.name())
                    .description("Bots as they were when somebody looked at them last")
                    .register(meters);
        }
        secondsToDeadline = gauge(
                meters,
                "botfleet.deadline.nearest.seconds",
                "Until the first deadline of a command whose fee has not come to its end; negative past it");
        timeUsed = gauge(
                meters,
                "botfleet.cutoff.used.ratio",
                "How much of its time until the cut-off a command without a verdict has used at the most; 1 at the cut-off");
        oldestVerdict = gauge(
                meters, "botfleet.verdict.oldest.seconds", "How long the oldest verdict waits to be seen on chain");
        cursorLag = gauge(meters, "botfleet.chain.lag.blocks", "Blocks from the last one taken in to the chain's head");
        settlerBalance = gauge(meters, "botfleet.settler.balance.gwei", "What the settler's account can pay for gas");
        settlementsLeft = gauge(
                meters,
                "botfleet.settler.settlements.left",
                "How many commands that settles, one by one, at today's fees");
        stuck = new StuckCommands(meters, alarms, clock);
        halted = gauge(meters, "botfleet.halted", "1 while the chain is not what it was and nothing is settled");
    }

    private static AtomicReference<Double> gauge(MeterRegistry meters, String name, String description) {
        AtomicReference<Double> value = new AtomicReference<>(UNKNOWN);
        Gauge.builder(name, value, AtomicReference::get)
                .description(description)
                .register(meters);
        return value;
    }

    /**
     * Looks at everything. A look that fails makes its own figures unknown and leaves the others theirs; the first failure is
     * thrown once all have had their turn. No figure is unknown in between: an alert that has waited for it would begin anew.
     */
    void look() {
        List<RuntimeException> failures = new ArrayList<>();
        look(
                failures,
                this::lookAtTheBacklog,
                Stream.of(
                                backlog.values().stream(),
                                stuck.figures(),
                                Stream.of(secondsToDeadline, timeUsed, oldestVerdict))
                        .flatMap(figures -> figures));
        look(failures, this::lookAtTheBots, bots.values().stream());
        look(failures, this::lookForAHalt, Stream.of(halted));
        look(failures, this::lookAtTheCursor, Stream.of(cursorLag));
        look(failures, this::lookAtTheSettler, Stream.of(settlerBalance, settlementsLeft));
        look(failures, keys::look, keys.figures());
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void look(
            List<RuntimeException> failures, Runnable look, Stream<AtomicReference<Double>> itsFigures) {
        try {
            look.run();
        } catch (RuntimeException failure) {
            itsFigures.forEach(figure -> figure.set(UNKNOWN));
            failures.add(failure);
        }
    }

    private void lookAtTheBacklog() {
        Backlog now = commands.backlog();
        backlog.forEach((stage, value) -> value.set((double) now.stages().getOrDefault(stage, 0L)));
        Instant at = clock.instant();
        secondsToDeadline.set(
                now.nearestDeadline().map(deadline -> seconds(at, deadline)).orElse(UNKNOWN));
        timeUsed.set(now.undecided().stream()
                .mapToDouble(window -> window.used(at, blockTime))
                .max()
                .orElse(0));
        oldestVerdict.set(now.oldestVerdict()
                .map(since -> Math.max(0, seconds(since, at)))
                .orElse(0.0));
        stuck.are(now);
    }

    private void lookAtTheBots() {
        Map<BotState.Kind, Long> now = history.states();
        bots.forEach((kind, value) -> value.set((double) now.getOrDefault(kind, 0L)));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private void lookAtTheCursor() {
        long head = log.head().latest().number();
        cursorLag.set((double)
                (head - inbox.cursor().map(cursor -> cursor.block().number()).orElse(0L)));
    }

    private void lookForAHalt() {
        Optional<String> why = inbox.halted();
        halted.set(why.isPresent() ? 1.0 : 0.0);
        why.ifPresentOrElse(
                words -> alarms.raise(
                        HALTED,
                        "chain",
                        words
                                + ": nothing is undone and nothing is settled. Find out which chain is right, and name a node"
                                + " that follows it; then it goes on by itself."),
                () -> alarms.over(HALTED, "chain"));
    }

    private void lookAtTheSettler() {
        double balance = ledger.account().balanceWei().doubleValue() / WEI_IN_A_GWEI;
        settlerBalance.set(balance);
        double price = ledger.fees().maxFeePerGasWei().doubleValue() / WEI_IN_A_GWEI;
        double left = Math.floor(balance / (price * GAS_OF_A_SETTLEMENT));
        settlementsLeft.set(left);
        if (left < FEW_SETTLEMENTS) {
            alarms.raise(
                    SETTLER_FUNDS,
                    "settler",
                    "its account pays for %.0f more settlements at today's fees. Fund it: what waits goes on by itself."
                            .formatted(left));
        } else {
            alarms.over(SETTLER_FUNDS, "settler");
        }
    }
}

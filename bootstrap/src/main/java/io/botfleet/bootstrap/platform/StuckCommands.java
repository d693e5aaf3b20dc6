package io.botfleet.bootstrap.platform;

import io.botfleet.application.command.Backlog;
import io.botfleet.domain.command.Stuck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands that can't go on before somebody does something: counted, and told of by name by {@code /health}. */
final class StuckCommands {
    /** The kind of alarm of each. */
    static final String KIND = "COMMAND_STUCK";

    private final Map<Stuck.By, AtomicReference<Double>> counts = new EnumMap<>(Stuck.By.class);
    private final AtomicReference<Double> oldest = new AtomicReference<>(Double.NaN);
    private final OpenAlarms alarms;
    private final Clock clock;
    private Set<String> last = Set.of();

    StuckCommands(MeterRegistry meters, OpenAlarms alarms, Clock clock) {
        this.alarms = alarms;
        this.clock = clock;
        for (Stuck.By by : Stuck.By.values()) {
            AtomicReference<Double> count = new AtomicReference<>(Double.NaN);
            counts.put(by, count);
            Gauge.builder("botfleet.stuck", count, AtomicReference::get)
                    .tag("failure", by.name().toLowerCase(Locale.ROOT))
                    .description("Commands that can't go on before somebody does something")
                    .register(meters);
        }
        Gauge.builder("botfleet.stuck.oldest.seconds", oldest, AtomicReference::get)
                .description(
                        "Since each look at the command that is stuck for longest failed for good; 0 where none is")
                .register(meters);
    }

    /** What is not known while the commands can't be counted; the alarms stay as they were. */
    Stream<AtomicReference<Double>> figures() {
        return Stream.concat(counts.values().stream(), Stream.of(oldest));
    }

    void are(Backlog backlog) {
        counts.forEach((by, count) -> count.set((double) backlog.stuck().getOrDefault(by, 0L)));
        oldest.set(backlog.longestStuck().stream()
                .findFirst()
                .map(command -> Math.max(
                        0,
                        Duration.between(command.stuck().since(), clock.instant())
                                        .toMillis()
                                / 1000.0))
                .orElse(0.0));
        Set<String> now =
                backlog.longestStuck().stream().map(StuckCommands::subject).collect(Collectors.toUnmodifiableSet());
        last.stream().filter(before -> !now.contains(before)).forEach(over -> alarms.over(KIND, over));
        backlog.longestStuck().forEach(command -> alarms.raise(KIND, subject(command), message(command)));
        last = now;
    }

    private static String subject(Backlog.StuckCommand command) {
        return "command " + command.id() + " of " + command.client();
    }

    private static String message(Backlog.StuckCommand command) {
        String found =
                "%s since %s: %s. ".formatted(command.stage(), command.stuck().since(), command.waitingOn());
        return found
                + switch (command.stuck().by()) {
                    case PERMANENT -> "Somebody has to change that; then it goes on by itself.";
                    case MISTAKE -> "Please report it with the lines of the log that name the command.";
                };
    }
}

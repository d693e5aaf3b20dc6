package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.adapters.rest.health.Alarms;
import io.botfleet.application.reconciliation.Discrepancy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Alarms as this replica sees them, raised and taken back by whoever looks; from any thread. */
final class OpenAlarms implements Alarms {
    private record Key(String kind, String subject) {}

    private final Map<Key, Alarm> open = new ConcurrentHashMap<>();
    private final Clock clock;

    OpenAlarms(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        Stream.of(
                        Stream.of(Loop.STUCK, Gauges.HALTED, Gauges.SETTLER_FUNDS, StuckCommands.KIND),
                        KeyWatch.KINDS.stream(),
                        SealingWatch.KINDS.stream(),
                        Arrays.stream(Discrepancy.Kind.values()).map(Enum::name))
                .flatMap(kinds -> kinds)
                .forEach(kind -> Gauge.builder("botfleet.alarms", this, alarms -> alarms.count(kind))
                        .tag("kind", kind)
                        .description("Alarms that /health tells of")
                        .register(meters));
    }

    private double count(String kind) {
        return open.keySet().stream().filter(key -> key.kind().equals(kind)).count();
    }

    /** Raising one that is open keeps its time. */
    void raise(String kind, String subject, String message) {
        open.compute(
                new Key(kind, subject),
                (_, before) -> new Alarm(kind, subject, before == null ? clock.instant() : before.since(), message));
    }

    /** Harmless where it is not open. */
    void over(String kind, String subject) {
        open.remove(new Key(kind, subject));
    }

    @Override
    public List<Alarm> open() {
        return open.values().stream()
                .sorted(Comparator.comparing(Alarm::since)
                        .thenComparing(Alarm::kind)
                        .thenComparing(Alarm::subject))
                .toList();
    }
}

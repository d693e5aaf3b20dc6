package io.botfleet.adapters.rest.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Watches every part from the start of the server to its end. */
@Context
final class HealthWatch {
    private final List<PartWatch> watches;
    private final List<Thread> threads;

    HealthWatch(List<Part> parts, Clock clock, MeterRegistry meters) {
        this.watches = parts.stream().map(part -> new PartWatch(part, clock)).toList();
        watches.forEach(watch -> Gauge.builder("botfleet.part.up", watch, HealthWatch::up)
                .tag("part", watch.name())
                .description("1 while the part can be used, 0 otherwise")
                .register(meters));
        this.threads = Stream.concat(
                        watches.stream().map(watch -> Thread.ofVirtual()
                                .name("health-" + watch.name())
                                .unstarted(watch)),
                        Stream.of(Thread.ofVirtual().name("health").unstarted(this::noticeWhatHangs)))
                .toList();
    }

    /** A part that hangs keeps its own watch from saying so, and perhaps nobody asks for {@code /health}. */
    private void noticeWhatHangs() {
        try {
            while (true) {
                watches.forEach(PartWatch::health);
                Thread.sleep(PartWatch.PAUSE);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static double up(PartWatch watch) {
        return watch.health().status() == PartHealth.Status.UP ? 1 : 0;
    }

    @PostConstruct
    void start() {
        threads.forEach(Thread::start);
    }

    @PreDestroy
    void stop() {
        threads.forEach(Thread::interrupt);
    }

    /** How one part is, and whether a replica is unready without it. */
    record Watched(String name, PartHealth health, boolean isNeeded) {}

    /** Each part, in the order in which the platform gave them. */
    List<Watched> parts() {
        return watches.stream()
                .map(watch -> new Watched(watch.name(), watch.health(), watch.isNeeded()))
                .toList();
    }
}

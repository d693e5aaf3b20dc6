package io.botfleet.bootstrap.platform;

import io.botfleet.application.reconciliation.Discrepancy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the last comparison found: said once when it comes and once when it goes, and counted by kind all the while. */
final class Discrepancies {
    private static final Logger LOG = LoggerFactory.getLogger("io.botfleet.discrepancies");

    private final Map<Discrepancy.Kind, AtomicInteger> counts = new EnumMap<>(Discrepancy.Kind.class);
    private Set<Discrepancy> last = Set.of();

    Discrepancies(MeterRegistry meters) {
        for (Discrepancy.Kind kind : Discrepancy.Kind.values()) {
            AtomicInteger count = new AtomicInteger();
            counts.put(kind, count);
            Gauge.builder("botfleet.discrepancies", count, AtomicInteger::get)
                    .tag("kind", kind.name())
                    .description("What does not fit together between contract, database, Git and cluster")
                    .register(meters);
        }
    }

    void are(List<Discrepancy> discrepancies) {
        Set<Discrepancy> now = new HashSet<>(discrepancies);
        now.stream()
                .filter(discrepancy -> !last.contains(discrepancy))
                .forEach(discrepancy -> LOG.warn(
                        "{} subject={} {}. {}",
                        discrepancy.kind(),
                        discrepancy.subject(),
                        discrepancy.what(),
                        discrepancy.kind().remedy()));
        last.stream()
                .filter(discrepancy -> !now.contains(discrepancy))
                .forEach(discrepancy -> LOG.info("{} subject={} is over", discrepancy.kind(), discrepancy.subject()));
        counts.forEach((kind, count) -> count.set((int)
                now.stream().filter(discrepancy -> discrepancy.kind() == kind).count()));
        last = Set.copyOf(now);
    }
}

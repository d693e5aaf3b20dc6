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

/**
 * What the last comparison found: counted by kind and told by {@code /health} on every replica, and said once when it comes
 * and once when it goes by the one that leads.
 */
final class Discrepancies {
    private static final Logger LOG = LoggerFactory.getLogger("io.botfleet.discrepancies");

    private final Map<Discrepancy.Kind, AtomicInteger> counts = new EnumMap<>(Discrepancy.Kind.class);
    private final OpenAlarms alarms;
    private Set<Discrepancy> last = Set.of();

    Discrepancies(MeterRegistry meters, OpenAlarms alarms) {
        this.alarms = alarms;
        for (Discrepancy.Kind kind : Discrepancy.Kind.values()) {
            AtomicInteger count = new AtomicInteger();
            counts.put(kind, count);
            Gauge.builder("botfleet.discrepancies", count, AtomicInteger::get)
                    .tag("kind", kind.name())
                    .description("What does not fit together between contract, database, Git and cluster")
                    .register(meters);
        }
    }

    void are(List<Discrepancy> discrepancies, boolean leading) {
        Set<Discrepancy> now = new HashSet<>(discrepancies);
        last.stream().filter(discrepancy -> !now.contains(discrepancy)).forEach(discrepancy -> {
            alarms.over(discrepancy.kind().name(), discrepancy.subject());
            if (leading) {
                LOG.info("{} {} is over", discrepancy.kind(), about(discrepancy));
            }
        });
        now.forEach(discrepancy -> {
            alarms.raise(
                    discrepancy.kind().name(),
                    discrepancy.subject(),
                    discrepancy.what() + ". " + discrepancy.kind().remedy());
            if (leading && !last.contains(discrepancy)) {
                LOG.warn(
                        "{} {} {}. {}",
                        discrepancy.kind(),
                        about(discrepancy),
                        discrepancy.what(),
                        discrepancy.kind().remedy());
            }
        });
        counts.forEach((kind, count) -> count.set((int)
                now.stream().filter(discrepancy -> discrepancy.kind() == kind).count()));
        last = Set.copyOf(now);
    }

    /** In the words that every other line has for it. */
    private static String about(Discrepancy discrepancy) {
        return discrepancy.subject().startsWith("command ")
                ? discrepancy.subject().replace("command ", "command=")
                : "client=" + discrepancy.subject();
    }
}

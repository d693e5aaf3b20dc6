package io.botfleet.bootstrap.platform;

import io.botfleet.application.reconciliation.Discrepancy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last comparison found, none of it a number before there was one: counted by kind and told by {@code /health} on every replica, and said once when it comes
 * and once when it goes by the one that leads.
 */
final class Discrepancies {
    private static final Logger LOG = LoggerFactory.getLogger("io.botfleet.discrepancies");

    private final Map<Discrepancy.Kind, AtomicReference<Double>> counts = new EnumMap<>(Discrepancy.Kind.class);
    private final OpenAlarms alarms;
    private Set<Same> last = Set.of();

    /** What stays the same while the words for it change, like a bot's last ones. */
    private record Same(Discrepancy.Kind kind, String subject) {
        static Same of(Discrepancy discrepancy) {
            return new Same(discrepancy.kind(), discrepancy.subject());
        }
    }

    Discrepancies(MeterRegistry meters, OpenAlarms alarms) {
        this.alarms = alarms;
        for (Discrepancy.Kind kind : Discrepancy.Kind.values()) {
            AtomicReference<Double> count = new AtomicReference<>(Double.NaN);
            counts.put(kind, count);
            Gauge.builder("botfleet.discrepancies", count, AtomicReference::get)
                    .tag("kind", kind.name())
                    .description("What does not fit together between contract, database, Git and cluster")
                    .register(meters);
        }
    }

    void are(List<Discrepancy> discrepancies, boolean leading) {
        Set<Same> now = discrepancies.stream().map(Same::of).collect(Collectors.toUnmodifiableSet());
        last.stream().filter(before -> !now.contains(before)).forEach(over -> {
            alarms.over(over.kind().name(), over.subject());
            if (leading) {
                LOG.info("{} {} is over", over.kind(), about(over.subject()));
            }
        });
        discrepancies.forEach(discrepancy -> {
            alarms.raise(
                    discrepancy.kind().name(),
                    discrepancy.subject(),
                    discrepancy.what() + ". " + discrepancy.kind().remedy());
            if (leading && !last.contains(Same.of(discrepancy))) {
                LOG.warn(
                        "{} {} {}. {}",
                        discrepancy.kind(),
                        about(discrepancy.subject()),
                        discrepancy.what(),
                        discrepancy.kind().remedy());
            }
        });
        counts.forEach((kind, count) -> count.set(
                (double) now.stream().filter(each -> each.kind() == kind).count()));
        last = now;
    }

    /** In the words that every other line has for it. */
    private static String about(String subject) {
        if (subject.startsWith("command ")) {
            return subject.replace("command ", "command=").replace(" of ", " client=");
        }
        return (subject.contains("/") ? "file=" : "client=") + subject;
    }
}

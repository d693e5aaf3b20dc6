package io.botfleet.bootstrap.platform;

import io.botfleet.application.reconciliation.Finding;
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
final class Findings {
    private static final Logger LOG = LoggerFactory.getLogger("io.botfleet.findings");

    private final Map<Finding.Kind, AtomicInteger> counts = new EnumMap<>(Finding.Kind.class);
    private Set<Finding> last = Set.of();

    Findings(MeterRegistry meters) {
        for (Finding.Kind kind : Finding.Kind.values()) {
            AtomicInteger count = new AtomicInteger();
            counts.put(kind, count);
            Gauge.builder("botfleet.findings", count, AtomicInteger::get)
                    .tag("kind", kind.name())
                    .description("What does not fit together between contract, database, Git and cluster")
                    .register(meters);
        }
    }

    void are(List<Finding> findings) {
        Set<Finding> now = new HashSet<>(findings);
        now.stream()
                .filter(finding -> !last.contains(finding))
                .forEach(finding -> LOG.warn(
                        "{} subject={} {}. {}",
                        finding.kind(),
                        finding.subject(),
                        finding.what(),
                        finding.kind().remedy()));
        last.stream()
                .filter(finding -> !now.contains(finding))
                .forEach(finding -> LOG.info("{} subject={} is over", finding.kind(), finding.subject()));
        counts.forEach((kind, count) -> count.set(
                (int) now.stream().filter(finding -> finding.kind() == kind).count()));
        last = Set.copyOf(now);
    }
}

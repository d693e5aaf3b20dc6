package io.botfleet.bootstrap.serve;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what is waited for: when it changes, and now and again while it does not. */
final class Waits {
    private static final Duration SAME_AGAIN = Duration.ofSeconds(30);

    private final Reporter reporter;
    private final Clock clock;
    private Map<String, String> last = Map.of();
    private Instant toldAt = Instant.MIN;

    Waits(Reporter reporter, Clock clock) {
        this.reporter = reporter;
        this.clock = clock;
    }

    /** @param away why each part is waited for, by its name */
    void tell(Map<String, String> away) {
        Instant now = clock.instant();
        if (away.equals(last) && now.isBefore(toldAt.plus(SAME_AGAIN))) {
            return;
        }
        last = Map.copyOf(away);
        toldAt = now;
        String words = away.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining("\n  "));
        reporter.tell(new Event("waiting", "Waiting for\n  " + words)
                .with("parts", List.copyOf(away.keySet()))
                .with("reasons", List.copyOf(away.values())));
    }
}

package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.k8s.sealedsecrets.RsaCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.SealingCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.SealingState;
import io.botfleet.adapters.rest.health.Part;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What secrets are sealed to, and whether that is what the controller shows. Starts and backtests alone need it and wait for
 * it, so a replica without it is ready for everything else.
 */
final class SealingWatch implements Part {
    /** The kind of alarm while the controller shows a certificate that nobody has pinned. */
    static final String NOT_PINNED = "SEALING_CERTIFICATE_NOT_PINNED";

    /** The kind of alarm while the certificate that is sealed to has two weeks left, or less. */
    static final String EXPIRING = "SEALING_CERTIFICATE_EXPIRING";

    static final List<String> KINDS = List.of(NOT_PINNED, EXPIRING);

    static final Duration EARLY = Duration.ofDays(14);

    private static final Logger LOG = LoggerFactory.getLogger(SealingWatch.class);
    private static final String SUBJECT = "sealing";

    private final SealingCertificate certificate;
    private final OpenAlarms alarms;
    private final Clock clock;
    private volatile Optional<SealingState> last = Optional.empty();

    SealingWatch(SealingCertificate certificate, OpenAlarms alarms, Clock clock) {
        this.certificate = certificate;
        this.alarms = alarms;
        this.clock = clock;
    }

    @Override
    public String name() {
        return SUBJECT;
    }

    @Override
    public String remedy() {
        return "Make the Sealed Secrets controller reachable, or pin a certificate of its own that is valid: starts and"
                + " backtests wait for it, and nothing else does.";
    }

    @Override
    public boolean isNeeded() {
        return false;
    }

    @Override
    public void check() {
        SealingState now = certificate.look();
        if (!now.equals(last.orElse(null))) {
            tell(now);
        }
        last = Optional.of(now);
        if (now.used().validUntil().isAfter(clock.instant().plus(EARLY))) {
            alarms.over(EXPIRING, SUBJECT);
        } else {
            alarms.raise(
                    EXPIRING,
                    SUBJECT,
                    "secrets are sealed to " + now.used() + ", which is valid until "
                            + now.used().validUntil()
                            + ", and then no bot can be started. Pin one of the controller's that"
                            + " is valid for longer.");
        }
    }

    private void tell(SealingState now) {
        switch (now.controller()) {
            case SHOWS_IT -> {
                alarms.over(NOT_PINNED, SUBJECT);
                LOG.info("secrets are sealed to {}, which the controller shows", now.used());
            }
            case SHOWS_ANOTHER -> {
                String message = notPinned(now.used(), now.shown().orElseThrow());
                alarms.raise(NOT_PINNED, SUBJECT, message);
                LOG.warn("{}", message);
            }
            // What it showed before is still all that is known.
            case AWAY ->
                LOG.warn(
                        "secrets are sealed to {}, which is pinned; the controller can't be asked for its own",
                        now.used());
        }
    }

    private static String notPinned(RsaCertificate used, RsaCertificate shown) {
        return "the controller shows " + shown
                + ", which is none of the certificates that are pinned and valid. Secrets are"
                + " sealed to " + used
                + " as before. See in the controller's own Secret that the new one is its next, and pin"
                + " it as well; where it is not, somebody else answers in its place.";
    }

    @Override
    public Map<String, String> details() {
        return last.map(SealingWatch::details).orElse(Map.of());
    }

    private static Map<String, String> details(SealingState state) {
        Map<String, String> details = new TreeMap<>();
        details.put("controller", state.controller().name());
        details.put("sealedTo", state.used().fingerprint());
        details.put("validUntil", state.used().validUntil().toString());
        state.shown().ifPresent(shown -> details.put("shown", shown.fingerprint()));
        return details;
    }
}

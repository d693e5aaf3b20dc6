package io.botfleet.adapters.k8s.sealedsecrets;

import java.util.Optional;

/**
 * What is sealed to, beside what the controller shows.
 *
 * @param used what is sealed to now
 * @param shown what the controller showed last; empty where it was not heard since the start
 */
public record SealingState(RsaCertificate used, Optional<RsaCertificate> shown, Controller controller) {
    /** What the controller is found to do. */
    public enum Controller {
        /** It shows the certificate that is sealed to. */
        SHOWS_IT,
        /** It shows one that nobody has pinned: its next one, or a stranger's. */
        SHOWS_ANOTHER,
        /** It did not answer the last time, or with no certificate. */
        AWAY
    }
}

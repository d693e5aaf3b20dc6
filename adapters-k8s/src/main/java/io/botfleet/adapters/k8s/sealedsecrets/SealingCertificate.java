package io.botfleet.adapters.k8s.sealedsecrets;

/** What the cluster wants its secrets sealed to. */
public interface SealingCertificate extends AutoCloseable {
    /** One that is valid now; throws {@link io.botfleet.application.failure.Unavailable} where there is none to be had. */
    RsaCertificate current();

    /**
     * How sealing is now, for whoever watches it; asks the controller again where its last answer is old, which takes a few
     * seconds at the most. Throws a {@link io.botfleet.application.failure.PortFailure} while nothing can be sealed:
     * {@link io.botfleet.application.failure.Permanent} where that lasts until somebody changes something.
     */
    SealingState look();

    @Override
    void close();
}

package io.botfleet.adapters.k8s.sealedsecrets;

import java.security.cert.X509Certificate;

/** What the cluster wants its secrets sealed to. */
public interface SealingCertificate {
    /** One that is valid now; throws {@link io.botfleet.application.failure.Unavailable} where there is none to be had. */
    X509Certificate current();
}

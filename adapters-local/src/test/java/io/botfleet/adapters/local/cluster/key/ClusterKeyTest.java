package io.botfleet.adapters.local.cluster.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterKeyTest {
    @TempDir
    private Path folder;

    @Test
    void keepsItsKeyAndServesACertificateForIt() throws GeneralSecurityException {
        ClusterKey first = ClusterKey.in(folder, Instant.now(), new SecureRandom());
        ClusterKey again = ClusterKey.in(folder, Instant.now(), new SecureRandom());

        assertThat(again.certificatePem()).isEqualTo(first.certificatePem());
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(first.certificatePem()));
        certificate.verify(certificate.getPublicKey());
        assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength())
                .isEqualTo(4096);

        // What opens is shown by the tests of the cluster; here, what must not.
        for (String junk : new String[] {"", "AA==", "AgAA", "not base64 at all", "//8AAAAA"}) {
            assertThatThrownBy(() -> first.open(junk, "freqtrade/cliente-001")).isInstanceOf(Unsealable.class);
        }
    }
}

package io.botfleet.adapters.local.cluster.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterKeyTest {
    @TempDir
    private Path folder;

    @Test
    void opensWhatAnotherProgramSealed() throws IOException, Unsealable {
        JsonNode vector = new ObjectMapper()
                .readTree(Objects.requireNonNull(ClusterKeyTest.class.getResourceAsStream("vector.json")));
        ClusterKey.in(folder, Instant.now(), new SecureRandom());
        Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + vector.path("privateKey").asText() + "\n-----END PRIVATE KEY-----\n");
        ClusterKey key = ClusterKey.in(folder, Instant.now(), new SecureRandom());
        String sealed = vector.path("sealed").asText();

        assertThat(new String(key.open(sealed, vector.path("label").asText()), StandardCharsets.UTF_8))
                .isEqualTo(vector.path("plaintext").asText());
        assertThatThrownBy(() -> key.open(sealed, "freqtrade/cliente-002")).isInstanceOf(Unsealable.class);
        assertThatThrownBy(() -> key.open("AAAA" + sealed.substring(4), "freqtrade/cliente-001"))
                .isInstanceOf(Unsealable.class);
    }

    @Test
    void keepsItsKeyAndServesACertificateForIt() throws GeneralSecurityException {
        ClusterKey first = ClusterKey.in(folder, Instant.now(), new SecureRandom());
        ClusterKey again = ClusterKey.in(folder, Instant.now(), new SecureRandom());

        assertThat(again.certificatePem()).isEqualTo(first.certificatePem());
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(first.certificatePem()));
        certificate.verify(certificate.getPublicKey());
        assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength())
                .isEqualTo(2048);

        for (String junk : new String[] {"", "AA==", "AgAA", "not base64 at all", "//8AAAAA"}) {
            assertThatThrownBy(() -> first.open(junk, "freqtrade/cliente-001")).isInstanceOf(Unsealable.class);
        }
    }
}

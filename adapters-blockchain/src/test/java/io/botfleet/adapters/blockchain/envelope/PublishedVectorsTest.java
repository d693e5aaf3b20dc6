package io.botfleet.adapters.blockchain.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.chain.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;

/** The library that envelopes rest on, against RFC 9180's appendix A and the vectors of the X-Wing draft. */
class PublishedVectorsTest {
    @Test
    void opensWhatRfc9180Sealed() throws IOException, InvalidCipherTextException {
        int opened = 0;
        for (JsonNode vector : vectors("rfc9180-x25519-base.json")) {
            HPKE hpke = new HPKE(
                    HPKE.mode_base,
                    (short) vector.get("kem_id").asInt(),
                    (short) vector.get("kdf_id").asInt(),
                    (short) vector.get("aead_id").asInt());
            HPKEContext context = hpke.setupBaseR(
                    bytes(vector, "enc"),
                    hpke.deserializePrivateKey(bytes(vector, "skRm"), bytes(vector, "pkRm")),
                    bytes(vector, "info"));
            for (JsonNode encryption : vector.get("encryptions")) {
                assertThat(context.open(bytes(encryption, "aad"), bytes(encryption, "ct")))
                        .isEqualTo(bytes(encryption, "pt"));
                opened++;
            }
        }
        assertThat(opened).isGreaterThanOrEqualTo(12);
    }

    @Test
    void derivesTheSharedSecretsOfTheXWingDraft() throws IOException {
        int derived = 0;
        for (JsonNode vector : vectors("xwing.json")) {
            EncryptionPrivateKey key = EncryptionPrivateKey.of(
                    Suite.X_WING, Bytes.ofHex(vector.get("seed").asText()));
            assertThat(key.publicKey().value().toArray()).isEqualTo(bytes(vector, "pk"));
            byte[] secret = new XWingKEMExtractor(new XWingPrivateKeyParameters(bytes(vector, "sk")))
                    .extractSecret(bytes(vector, "ct"));
            assertThat(secret).isEqualTo(bytes(vector, "ss"));
            derived++;
        }
        assertThat(derived).isGreaterThanOrEqualTo(3);
    }

    private static JsonNode vectors(String name) throws IOException {
        try (InputStream in = PublishedVectorsTest.class.getResourceAsStream("/vectors/" + name)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }

    private static byte[] bytes(JsonNode vector, String name) {
        return Bytes.ofHex(vector.get(name).asText()).toArray();
    }
}

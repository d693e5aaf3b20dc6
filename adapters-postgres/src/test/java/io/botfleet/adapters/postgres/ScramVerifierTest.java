package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.postgres.tenant.ScramVerifier;
import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramVerifierTest {
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

    /** The exchange of RFC 7677 §3, with the password "pencil". */
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static final String CONVERSATION =
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + NONCE + ",s=" + SALT + ",i=4096,c=biws,r=" + NONCE;
    private static final String CLIENT_PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    @Test
    void holdsTheKeysThatTheRfcsExchangeProves() throws Exception {
        String verifier = ScramVerifier.of(Secret.of("pencil"), base64(SALT));

        String[] parts = verifier.split("[$:]");
        assertThat(parts[0]).isEqualTo("SCRAM-SHA-256");
        assertThat(parts[1]).isEqualTo("4096");
        assertThat(parts[2]).isEqualTo(SALT);
        byte[] storedKey = base64(parts[3]);
        byte[] serverKey = base64(parts[4]);
        assertThat(hmac(serverKey)).isEqualTo(base64(SERVER_SIGNATURE));
        byte[] clientKey = xor(base64(CLIENT_PROOF), hmac(storedKey));
        assertThat(MessageDigest.getInstance("SHA-256").digest(clientKey)).isEqualTo(storedKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "é", "tab\t"})
    void refusesWhatAClientCouldPrepareInAnotherWay(String password) {
        assertThatThrownBy(() -> ScramVerifier.of(Secret.of(password), base64(SALT)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] hmac(byte[] key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(CONVERSATION.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int index = 0; index < result.length; index++) {
            result[index] ^= other[index];
        }
        return result;
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }
}

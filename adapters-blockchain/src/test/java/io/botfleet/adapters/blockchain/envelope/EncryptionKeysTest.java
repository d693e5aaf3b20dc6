package io.botfleet.adapters.blockchain.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.domain.chain.Bytes;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class EncryptionKeysTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);

    @Test
    void readsWhatItWrote() {
        EncryptionKeys keys = EncryptionKeys.generate(new SecureRandom());
        EncryptionKeys read = EncryptionKeys.parse(keys.format());
        assertThat(read.publicKeys()).isEqualTo(keys.publicKeys());
        assertThat(read.publicKeys())
                .extracting(EncryptionPublicKey::suite)
                .containsExactly(Suite.X25519, Suite.X_WING);
    }

    @Test
    void namesTheLineAndRepeatsNothingOfIt() {
        assertThatThrownBy(() -> EncryptionKeys.parse("\n# a comment\nx-wing " + SECRET + "00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3")
                .hasMessageNotContaining(SECRET.substring(0, 8));
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        String line = "x25519 " + SECRET + "\n";
        assertThatThrownBy(() -> EncryptionKeys.parse(line + line)).hasMessageContaining("twice");
    }

    @Test
    void refusesToHoldNoKey() {
        assertThatThrownBy(() -> EncryptionKeys.parse("# nothing\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsNoSecret() {
        EncryptionKeys keys = EncryptionKeys.parse("x25519 " + SECRET);
        assertThat(keys.toString()).doesNotContain(SECRET);
        assertThat(keys.find(keys.publicKeys().getFirst().id()).orElseThrow().toString())
                .doesNotContain(SECRET);
    }

    @Test
    void namesAKeyAsTheContractDoes() {
        // sha256(0x01 ‖ 32 zero bytes), first 8 bytes, by coreutils' sha256sum
        EncryptionPublicKey key = new EncryptionPublicKey(Suite.X25519, Bytes.of(new byte[32]));
        assertThat(key.id().toString()).isEqualTo("0x1a7dfdeaffeedac4");
    }
}

package io.botfleet.domain.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void printsNothingOfItself() {
        Secret secret = Secret.of("hunter2");

        assertThat("%s %s".formatted(secret, new Object[] {secret}[0]))
                .contains("redacted")
                .doesNotContain("hunter2");
        assertThat(secret.hashCode()).isEqualTo(Secret.of("other").hashCode());
        assertThat(secret.reveal()).isEqualTo("hunter2");
    }

    @Test
    void isComparedByContent() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    }
}

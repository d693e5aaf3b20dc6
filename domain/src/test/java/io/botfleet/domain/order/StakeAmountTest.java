package io.botfleet.domain.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.document.CanonicalJson;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StakeAmountTest {
    private static final StakeAmount HUNDRED = new StakeAmount.Fixed(new BigDecimal("100.00"));

    @ParameterizedTest
    @ValueSource(strings = {"100", "100.0", "1e2", "100.000"})
    void isTheSameAmountHoweverFreqtradePrintsIt(String shown) {
        assertThat(HUNDRED.matches(shown)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100.1", "unlimited", "", "1OO", "-100", "NaN"})
    void isNoOtherAmount(String shown) {
        assertThat(HUNDRED.matches(shown)).isFalse();
    }

    @Test
    void isUnlimitedByThatWordOnly() {
        assertThat(new StakeAmount.Unlimited().matches("unlimited")).isTrue();
        assertThat(new StakeAmount.Unlimited().matches("-1")).isFalse();
    }

    @Test
    void isOneValueHoweverItWasWritten() {
        assertThat(HUNDRED).isEqualTo(new StakeAmount.Fixed(new BigDecimal("1e2")));
        assertThat(CanonicalJson.text(HUNDRED.json())).isEqualTo("100");
        assertThat(CanonicalJson.text(new StakeAmount.Unlimited().json())).isEqualTo("\"unlimited\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00"})
    void isGreaterThanZero(BigDecimal amount) {
        assertThatIllegalArgumentException().isThrownBy(() -> new StakeAmount.Fixed(amount));
    }
}

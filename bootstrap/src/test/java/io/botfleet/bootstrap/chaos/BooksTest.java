package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class BooksTest {
    private static final BigInteger SIX_GWEI = BigInteger.valueOf(6_000_000_000L);

    @Test
    void balance() {
        assertThat(new Books(SIX_GWEI, 1, 2, 3).look()).isEmpty();
    }

    @Test
    void showAContractThatCannotPay() {
        assertThat(new Books(SIX_GWEI.subtract(BigInteger.ONE), 1, 2, 3).look())
                .singleElement()
                .asString()
                .endsWith("it can't pay");
    }

    @Test
    void showAContractThatKeepsWhatIsNotItsOwn() {
        assertThat(new Books(SIX_GWEI, 1, 1, 3).look())
                .singleElement()
                .asString()
                .endsWith("somebody was not paid");
    }
}

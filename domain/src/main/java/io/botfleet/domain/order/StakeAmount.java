package io.botfleet.domain.order;

import io.botfleet.domain.document.Json;
import java.math.BigDecimal;

/** What one trade may stake, in the stake currency, as Freqtrade's {@code stake_amount} has it. */
public sealed interface StakeAmount {
    /** A fixed amount, greater than zero. */
    record Fixed(BigDecimal amount) implements StakeAmount {
        public Fixed {
            if (amount.signum() <= 0) {
                throw new IllegalArgumentException("a stake is greater than zero, not " + amount);
            }
            amount = amount.stripTrailingZeros();
        }
    }

    /** Freqtrade divides the balance among the trades it may open. */
    record Unlimited() implements StakeAmount {}

    default Json json() {
        return switch (this) {
            case Fixed fixed -> Json.of(fixed.amount());
            case Unlimited _ -> Json.of("unlimited");
        };
    }

    /** Whether this is what {@code show_config} prints in {@code stake_amount}, which is a string there. */
    default boolean matches(String shown) {
        return switch (this) {
            case Unlimited _ -> shown.equals("unlimited");
            case Fixed fixed -> {
                try {
                    yield new BigDecimal(shown).compareTo(fixed.amount()) == 0;
                } catch (NumberFormatException notANumber) {
                    yield false;
                }
            }
        };
    }
}

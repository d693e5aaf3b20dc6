package io.botfleet.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
    /** These numbers are on chain for ever: a new reason takes a new one. */
    private static final String CODES = """
            1 UNREADABLE
            2 INVALID
            3 DUPLICATE
            4 EXPIRED
            5 SUPERSEDED
            6 CAPACITY
            7 TIMEOUT
            8 NOTHING_TO_STOP
            9 NOT_DEPLOYED
            10 EXECUTION_FAILED
            11 MISMATCH
            12 POSITIONS_OPEN
            14 STRATEGY_NOT_ALLOWED
            """;

    @Test
    void keepsTheNumberOfEveryReason() {
        assertThat(Arrays.stream(Reason.values()).map(reason -> reason.code() + " " + reason))
                .containsExactlyElementsOf(CODES.lines().toList());
    }

    @Test
    void writesAnApprovalAsZeroAndZero() {
        assertThat(new Decision.Approve().verdictCode()).isZero();
        assertThat(new Decision.Approve().reasonCode()).isZero();
        assertThat(Decision.of(0, 0)).isEqualTo(new Decision.Approve());
    }

    @ParameterizedTest
    @EnumSource
    void writesARollbackAsOneAndItsReason(Reason reason) {
        Decision rollback = new Decision.Rollback(reason);

        assertThat(rollback.verdictCode()).isEqualTo(1);
        assertThat(rollback.reasonCode()).isEqualTo(reason.code());
        assertThat(Decision.of(1, reason.code())).isEqualTo(rollback);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "1, 15", "1, 255", "2, 1", "-1, 0"})
    void readsNothingElse(int verdict, int reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> Decision.of(verdict, reason));
    }
}

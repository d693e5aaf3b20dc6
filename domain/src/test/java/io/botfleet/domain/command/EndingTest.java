package io.botfleet.domain.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.settlement.Reason;
import org.junit.jupiter.api.Test;

class EndingTest {
    @Test
    void keepsShortWordsAsTheyAre() {
        assertThat(Ending.refund(Reason.INVALID, "command.pairs[2]: é 🚀\n\tis wrong")
                        .detail())
                .isEqualTo("command.pairs[2]: é 🚀\n\tis wrong");
    }

    @Test
    void cutsLongWordsOnceAndNotAgainWhenTheyAreReadBack() {
        Ending once = Ending.refund(Reason.EXECUTION_FAILED, "x".repeat(5_000));

        assertThat(once.detail()).hasSize(2_000).endsWith("x …");
        assertThat(Ending.refund(Reason.EXECUTION_FAILED, once.detail())).isEqualTo(once);
    }

    @Test
    void cutsNoCharacterInHalf() {
        Ending ending = Ending.refund(Reason.EXECUTION_FAILED, "x".repeat(1_997) + "🚀🚀");

        assertThat(ending.detail()).isEqualTo("x".repeat(1_997) + " …");
    }

    @Test
    void replacesWhatNoDatabaseOrDocumentCanHold() {
        Ending ending = Ending.refund(Reason.EXECUTION_FAILED, "a\0b\ud800c\u001b[31m");

        assertThat(ending.detail()).isEqualTo("a�b�c�[31m");
    }
}

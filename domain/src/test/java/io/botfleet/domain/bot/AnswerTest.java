package io.botfleet.domain.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTest {
    @Test
    void changesWhatWasGivenAndNothingElse() {
        assertThat(new Answer.Given<>("abc").map(String::length)).isEqualTo(new Answer.Given<>(3));
        assertThat(new Answer.Refused<String>(401, "no").map(String::length))
                .isEqualTo(new Answer.Refused<Integer>(401, "no"));
        assertThat(new Answer.Silent<String>("timed out").map(String::length))
                .isEqualTo(new Answer.Silent<Integer>("timed out"));
    }
}

package io.botfleet.domain.submission;

import static io.botfleet.domain.Examples.NOW;
import static io.botfleet.domain.Examples.hash;
import static io.botfleet.domain.Examples.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionTest {
    @ParameterizedTest
    @CsvSource({
        // window, time of a block, time left after the cut-off
        "PT1H, PT12S, PT12M",
        "PT10M, PT12S, PT4M",
        "PT20M, PT12S, PT4M",
        "PT20M5S, PT12S, PT4M1S",
        "PT10M, PT1S, PT2M",
        "P7D, PT12S, PT33H36M"
    })
    void signsNoApprovalInTheLastFifthOrTwentyBlocks(Duration window, Duration blockTime, Duration left) {
        Submission submission = submission(1, NOW, NOW.plus(window));

        assertThat(submission.cutOff(blockTime)).isEqualTo(submission.deadline().minus(left));
    }

    @ParameterizedTest
    @CsvSource({
        // window, time since the block, how much of the time to the cut-off is used
        "PT10M, PT0S, 0",
        "PT10M, -PT3S, 0",
        "PT10M, PT4M, 0.5",
        "PT10M, PT8M, 1",
        "PT10M, PT10M, 1.25",
        "P7D, PT67H12M, 0.5",
        "PT20S, PT0S, 1"
    })
    void knowsHowMuchOfItsTimeIsUsed(Duration window, Duration since, double used) {
        SettlementWindow of = submission(1, NOW, NOW.plus(window)).window();

        assertThat(of.used(NOW.plus(since), Duration.ofSeconds(1))).isEqualTo(used);
    }

    @Test
    void hasItsDeadlineAfterItsBlock() {
        assertThatIllegalArgumentException().isThrownBy(() -> submission(1, NOW, NOW.minusSeconds(1)));
    }

    @Test
    void isTheSameCommandInAnotherBlock() {
        Submission first = submission(1);
        Submission again = new Submission(
                first.id(),
                first.client(),
                first.sender(),
                first.fee(),
                first.submittedAt().plusSeconds(12),
                first.deadline().plusSeconds(12),
                first.tag(),
                first.envelope(),
                hash(1),
                new BlockRef(500, hash(500)));

        assertThat(first.sameCommandAs(again)).isTrue();
    }

    @Test
    void isAnotherCommandBySenderEnvelopeOrNumber() {
        Submission first = submission(1);

        assertThat(first.sameCommandAs(submission(2))).isFalse();
        assertThat(first.sameCommandAs(from(first, new Address("0x" + "b2".repeat(20)), first.envelope())))
                .isFalse();
        assertThat(first.sameCommandAs(from(first, first.sender(), Bytes.ofUtf8("other"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "01", "-1", "+1", "1.0", "1 ", "0x1", "1234567890123456789", "١"})
    void readsItsNumberInOneSpellingOnly(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.parse(text));
    }

    @Test
    void isNumberedFromOneInOrder() {
        assertThat(CommandId.parse("10")).isGreaterThan(CommandId.parse("9")).hasToString("10");
        assertThatIllegalArgumentException().isThrownBy(() -> new CommandId(0));
    }

    @Test
    void isTaggedWithTwentyFourBits() {
        assertThat(new Tag(0).value()).isZero();
        assertThat(new Tag(0xffffff).value()).isEqualTo(16_777_215);
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag(0x1000000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag(-1));
    }

    private static Submission from(Submission like, Address sender, Bytes envelope) {
        return new Submission(
                like.id(),
                like.client(),
                sender,
                like.fee(),
                like.submittedAt(),
                like.deadline(),
                like.tag(),
                envelope,
                like.transaction(),
                like.block());
    }
}

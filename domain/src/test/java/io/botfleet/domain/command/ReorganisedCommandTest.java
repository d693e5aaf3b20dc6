package io.botfleet.domain.command;

import static io.botfleet.domain.Examples.LATER;
import static io.botfleet.domain.Examples.NOW;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.hash;
import static io.botfleet.domain.Examples.queued;
import static io.botfleet.domain.Examples.received;
import static io.botfleet.domain.Examples.standingIn;
import static io.botfleet.domain.Examples.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.Submission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a command, and of its number, when the chain changes its mind. */
class ReorganisedCommandTest {
    /** Another wallet's command, which the chain gave the number of the first. */
    private static final Submission OTHER =
            from(new Address("0x" + "b2".repeat(20)), submission(1).block());

    @ParameterizedTest
    @EnumSource(
            names = {"RECEIVED", "QUEUED", "PROVISIONED", "COMMITTED", "DEPLOYED", "CONFIRMED", "APPROVING", "REFUNDING"
            })
    void isUndoneForGoodWhenAnotherHasItsNumber(Stage stage) {
        Command displaced = standingIn(stage, received(1)).displaced(LATER);

        assertThat(displaced.stage()).isEqualTo(Stage.UNDOING);
        assertThat(displaced.since()).isEqualTo(LATER);
        assertThat(displaced.ending().orElseThrow().end()).isEqualTo(Ending.End.VANISHED);
        assertThat(displaced.vanished(LATER).stage()).isEqualTo(Stage.VANISHED);
    }

    @Test
    void isUndoneForGoodAsAnOrphanToo() {
        Command displaced = queued(1, START).orphaned(NOW).displaced(LATER);

        assertThat(displaced.stage()).isEqualTo(Stage.UNDOING);
        assertThat(displaced.ending().orElseThrow().end()).isEqualTo(Ending.End.VANISHED);
    }

    @Test
    void vanishesOnlyIfThatIsHowItEnds() {
        Command undoing = queued(1, START).undoing(Ending.refund(Reason.TIMEOUT, "no proof"), LATER);

        assertThatIllegalStateException().isThrownBy(() -> undoing.vanished(LATER));
        assertThatIllegalStateException()
                .isThrownBy(() -> standingIn(Stage.UNDOING, received(1)).vanished(LATER));
    }

    @ParameterizedTest
    @EnumSource
    void leavesItsNumberToAnotherOnceNothingOfItIsLeft(Stage stage) {
        Command former = standingIn(stage, queued(1, START)).version(7);

        if (stage == Stage.VANISHED || stage == Stage.RECLAIMED) {
            assertThat(former.succeededBy(OTHER, LATER))
                    .isEqualTo(Command.received(OTHER, LATER).version(7));
        } else {
            assertThatIllegalStateException()
                    .isThrownBy(() -> former.succeededBy(OTHER, LATER))
                    .withMessageContaining("command 1")
                    .withMessageContaining(stage.name());
        }
    }

    @Test
    void leavesItsNumberNeitherToItselfNorToAnotherNumber() {
        Command vanished = standingIn(Stage.VANISHED, received(1));

        assertThatIllegalStateException().isThrownBy(() -> vanished.succeededBy(minedAgain(), LATER));
        assertThatIllegalStateException().isThrownBy(() -> vanished.succeededBy(submission(2), LATER));
    }

    @Test
    void goesOnAsItWasInAnotherBlock() {
        Command queued = queued(1, START);

        Command after = queued.minedAgain(minedAgain());

        assertThat(after.submission()).isEqualTo(minedAgain());
        assertThat(after.stage()).isEqualTo(Stage.QUEUED);
        assertThat(after.since()).isEqualTo(queued.since());
        assertThat(after.accepted()).isEqualTo(queued.accepted());
        assertThatIllegalStateException().isThrownBy(() -> queued.minedAgain(OTHER));
    }

    private static Submission minedAgain() {
        return from(submission(1).sender(), new BlockRef(900, hash(900)));
    }

    private static Submission from(Address sender, BlockRef block) {
        Submission first = submission(1);
        return new Submission(
                first.id(),
                first.client(),
                sender,
                first.fee(),
                first.submittedAt(),
                first.deadline(),
                first.tag(),
                first.envelope(),
                first.transaction(),
                block);
    }
}

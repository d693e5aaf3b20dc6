package io.botfleet.domain.command;

import static io.botfleet.domain.Examples.BACKTEST;
import static io.botfleet.domain.Examples.CLIENT;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.STOP;
import static io.botfleet.domain.Examples.queued;
import static io.botfleet.domain.Examples.received;
import static io.botfleet.domain.Examples.standingIn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {
    private final Command approvedStart = standingIn(Stage.APPROVED, queued(1, START));
    private final Command approvedStop = standingIn(Stage.APPROVED, queued(2, STOP));

    @Test
    void asksForNothingBeforeTheFirstOrderIsRead() {
        assertThat(standing(Optional.empty())).isEqualTo(new Standing.Nothing());
        assertThat(standing(Optional.empty(), received(1))).isEqualTo(new Standing.Nothing());
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUED", "PROVISIONED", "COMMITTED", "DEPLOYED", "CONFIRMED"})
    void startsTheFirstBot(Stage stage) {
        Command start = standingIn(stage, queued(3, START));

        assertThat(standing(Optional.empty(), start)).isEqualTo(new Standing.Starts(start));
        assertThat(standing(Optional.of(approvedStop), start)).isEqualTo(new Standing.Starts(start));
    }

    @Test
    void startsNothingForAStopThatWaits() {
        assertThat(standing(Optional.empty(), queued(3, STOP))).isEqualTo(new Standing.Nothing());
    }

    @Test
    void runsWhatWasApproved() {
        assertThat(standing(Optional.of(approvedStart))).isEqualTo(new Standing.Runs(approvedStart, Optional.empty()));
    }

    @Test
    void runsTheApprovedBotWhileItsReplacementOnlyWaits() {
        assertThat(standing(Optional.of(approvedStart), queued(3, START), received(4)))
                .isEqualTo(new Standing.Runs(approvedStart, Optional.empty()));
    }

    @Test
    void knowsTheReplacementThatActs() {
        Command replacement = standingIn(Stage.COMMITTED, queued(3, START));

        assertThat(standing(Optional.of(approvedStart), replacement))
                .isEqualTo(new Standing.Runs(approvedStart, Optional.of(replacement)));
    }

    @Test
    void runsTheApprovedBotAgainWhenItsReplacementIsUndone() {
        assertThat(standing(Optional.of(approvedStart), standingIn(Stage.UNDOING, queued(3, START))))
                .isEqualTo(new Standing.Runs(approvedStart, Optional.empty()));
    }

    @Test
    void endsByAStopThatActsOrWasApproved() {
        Command acting = standingIn(Stage.COMMITTED, queued(3, STOP));

        assertThat(standing(Optional.of(approvedStart), acting)).isEqualTo(new Standing.Ends(acting));
        assertThat(standing(Optional.of(approvedStop))).isEqualTo(new Standing.Ends(approvedStop));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDOING", "RESTORING"})
    void endsWhenTheFirstStartIsUndone(Stage stage) {
        Command undone = standingIn(stage, queued(1, START));

        assertThat(standing(Optional.empty(), undone)).isEqualTo(new Standing.Ends(undone));
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUED", "PROVISIONED", "COMMITTED", "DEPLOYED", "CONFIRMED", "UNDOING", "RESTORING"})
    void takesABacktestForNothingThatTheBotIsAskedFor(Stage stage) {
        Command backtest = standingIn(stage, queued(3, BACKTEST));

        assertThat(standing(Optional.empty(), backtest)).isEqualTo(new Standing.Nothing());
        assertThat(standing(Optional.of(approvedStart), backtest))
                .isEqualTo(new Standing.Runs(approvedStart, Optional.empty()));
    }

    private static Standing standing(Optional<Command> lastApproved, Command... open) {
        return Standing.of(new Lane(CLIENT, List.of(open)), lastApproved);
    }
}

package io.botfleet.application.reconciliation;

import io.botfleet.application.command.Commands;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import java.util.stream.Stream;

/** Commands with a verdict that has not come to its end: those that wait for a signature, and those that have one. */
final class OpenVerdicts {
    static final int MOST = 1_000;

    private OpenVerdicts() {}

    static Stream<Command> of(Commands commands, Settlements settlements) {
        return Stream.concat(
                settlements.waiting(MOST).stream(),
                settlements.open().stream()
                        .flatMap(settlement -> settlement.entries().stream())
                        .flatMap(entry -> commands.find(entry.command()).stream())
                        .filter(command -> Stage.SETTLING.contains(command.stage())));
    }
}

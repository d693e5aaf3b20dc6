package io.botfleet.adapters.rest.command;

import io.botfleet.application.view.JournalEntry;
import io.botfleet.application.view.KnownCommand;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.RunBacktest;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command with every link of its chain, each null until it is there.
 *
 * @param order what the envelope asks for, without anything secret
 * @param verdict what the platform decided, with the digest of its evidence
 * @param settlement what the chain says became of the fee
 * @param journal every step so far, oldest first
 */
@Serdeable
record CommandDetail(
        CommandSummary command,
        Links.Submission submission,
        Links.@Nullable Order order,
        Links.@Nullable Git git,
        Seen.@Nullable Execution execution,
        Links.@Nullable Ending ending,
        Links.@Nullable Verdict verdict,
        Links.@Nullable Settlement settlement,
        List<JournalStep> journal,
        Related links) {
    /**
     * Paths of what belongs to this command.
     *
     * @param backtest null for a command that is none
     */
    @Serdeable
    record Related(
            String self,
            String explain,
            String evidence,
            String bot,
            @Nullable String backtest) {}

    static CommandDetail of(KnownCommand known, List<JournalEntry> journal) {
        Optional<Command> command =
                known instanceof KnownCommand.Taken taken ? Optional.of(taken.command()) : Optional.empty();
        String self = "/commands/" + known.submission().id();
        return new CommandDetail(
                CommandSummary.of(known),
                Links.Submission.of(known.submission()),
                command.flatMap(Command::order).map(Links.Order::of).orElse(null),
                command.flatMap(Links.Git::of).orElse(null),
                command.map(Command::execution).flatMap(Seen.Execution::of).orElse(null),
                command.flatMap(Command::ending).map(Links.Ending::of).orElse(null),
                command.flatMap(Command::evidence).map(Links.Verdict::of).orElse(null),
                command.flatMap(Command::onChain).map(Links.Settlement::of).orElse(null),
                journal.stream().map(JournalStep::of).toList(),
                new Related(
                        self,
                        self + "/explain",
                        self + "/evidence",
                        "/trade/" + known.submission().client() + "/status",
                        command.flatMap(Command::order)
                                .filter(RunBacktest.class::isInstance)
                                .map(_ -> "/backtest/" + known.submission().id() + "/status")
                                .orElse(null)));
    }
}

package io.botfleet.adapters.rest.command;

import io.botfleet.application.view.KnownCommand;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.submission.Submission;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command in a list.
 *
 * @param stage {@code SEEN} while the command is not deep enough to be taken in
 * @param since when it entered that stage
 * @param order {@code start}, {@code stop} or {@code backtest}; null until the envelope was opened and found valid
 * @param feeGwei the escrowed fee, in 10<sup>9</sup> wei
 * @param deadline the last second in which an approval can be mined; afterwards the client may reclaim the fee
 * @param waitingOn what the last look found missing
 * @param reason why it does not succeed
 * @param outcome what the chain says became of the fee: APPROVED, ROLLED_BACK or RECLAIMED
 */
@Serdeable
record CommandSummary(
        String commandId,
        String clientId,
        String stage,
        Instant since,
        @Nullable String order,
        long feeGwei,
        Instant submittedAt,
        Instant deadline,
        String transactionHash,
        @Nullable String waitingOn,
        @Nullable String reason,
        @Nullable String outcome) {
    static CommandSummary of(KnownCommand known) {
        Submission submission = known.submission();
        Optional<Command> command =
                known instanceof KnownCommand.Taken taken ? Optional.of(taken.command()) : Optional.empty();
        return new CommandSummary(
                submission.id().toString(),
                submission.client().value(),
                command.map(each -> each.stage().name()).orElse("SEEN"),
                command.map(Command::since).orElse(submission.submittedAt()),
                command.flatMap(Command::order).map(Order::type).orElse(null),
                submission.fee().amount(),
                submission.submittedAt(),
                submission.deadline(),
                submission.transaction().hex(),
                command.flatMap(Command::waitingOn).orElse(null),
                command.flatMap(Command::ending)
                        .map(ending -> ending.reason().name())
                        .orElse(null),
                command.flatMap(Command::onChain)
                        .map(fact -> fact.outcome().name())
                        .orElse(null));
    }
}

package io.botfleet.application.view;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.Optional;

/**
 * Says in one sentence where a command waits, on what, since when and until which deadline; throws
 * {@link io.botfleet.application.failure.Unavailable} while the store can't be reached.
 */
public final class ExplainingCommands {
    private final CommandViews views;

    public ExplainingCommands(CommandViews views) {
        this.views = views;
    }

    /** Empty where the platform does not know the command. */
    public Optional<Explanation> explain(CommandId id) {
        return KnownCommand.find(views, id).map(known -> switch (known) {
            case KnownCommand.Taken taken -> explain(taken.command());
            case KnownCommand.Sighted sighted -> explain(sighted.submission());
        });
    }

    private static Explanation explain(Submission sighting) {
        String waitingOn = "more blocks on top of block " + sighting.block().number();
        String sentence = "Command %s of %s was seen at %s and waits for %s; %s."
                .formatted(sighting.id(), sighting.client(), sighting.submittedAt(), waitingOn, untilWhen(sighting));
        return new Explanation(
                sighting.id(),
                Optional.empty(),
                Optional.of(waitingOn),
                sighting.submittedAt(),
                sighting.deadline(),
                sentence);
    }

    private static Explanation explain(Command command) {
        Submission submission = command.submission();
        String subject = "Command %s (%sof %s)"
                .formatted(
                        command.id(),
                        command.order().map(Order::type).map(type -> type + " ").orElse(""),
                        command.client());
        boolean ended = Stage.ENDED.contains(command.stage());
        Optional<String> waitingOn = ended ? Optional.empty() : Optional.of(waitingOn(command));
        String sentence = waitingOn.isEmpty()
                ? subject + " " + end(command) + "."
                : "%s is %s since %s and waits for %s%s; %s."
                        .formatted(
                                subject,
                                command.stage(),
                                command.since(),
                                waitingOn.get(),
                                because(command),
                                untilWhen(submission));
        return new Explanation(
                command.id(),
                Optional.of(command.stage()),
                waitingOn,
                command.since(),
                submission.deadline(),
                sentence);
    }

    private static String waitingOn(Command command) {
        return command.waitingOn().orElseGet(() -> switch (command.stage()) {
            case RECEIVED -> "its envelope to be opened";
            case QUEUED -> "its turn";
            case PROVISIONED -> "its change to be committed to Git";
            case COMMITTED ->
                "the cluster to take up the commit"
                        + command.commit()
                                .map(CommitId::hex)
                                .map(hex -> " " + hex)
                                .orElse("");
            case DEPLOYED -> "proof that what runs is what was commanded";
            case CONFIRMED -> "its verdict to be stored";
            case APPROVING -> "the settlement that captures the fee to be mined";
            case UNDOING -> "Git to be brought back to the last approved values";
            case RESTORING -> "the cluster to follow the restored values";
            case REFUNDING -> "the settlement that returns the fee to be mined";
            case ORPHANED -> "its transaction, which left the chain, to be mined again";
            case APPROVED, ROLLED_BACK, RECLAIMED, VANISHED -> "nothing";
        });
    }

    private static String because(Command command) {
        return command.ending()
                .map(ending -> ", since it does not succeed (" + ending.reason() + ": " + ending.detail() + ")")
                .orElse("");
    }

    private static String end(Command command) {
        String settled =
                command.onChain().map(ExplainingCommands::inTransaction).orElse("");
        return switch (command.stage()) {
            case APPROVED -> "was approved" + settled + ": the fee is captured";
            case ROLLED_BACK ->
                "was rolled back" + settled + because(command) + ": the fee went back to "
                        + command.submission().sender();
            case RECLAIMED -> "was reclaimed by its client" + settled + because(command);
            case VANISHED -> "left the chain for good at " + command.since() + because(command);
            case RECEIVED,
                    QUEUED,
                    PROVISIONED,
                    COMMITTED,
                    DEPLOYED,
                    CONFIRMED,
                    APPROVING,
                    UNDOING,
                    RESTORING,
                    REFUNDING,
                    ORPHANED ->
                throw new IllegalStateException("command " + command.id() + " has not ended: " + command.stage());
        };
    }

    private static String inTransaction(OnChain fact) {
        return " at " + fact.at() + " in transaction " + fact.transaction();
    }

    private static String untilWhen(Submission submission) {
        return "from its deadline, " + submission.deadline() + ", the fee can be reclaimed";
    }
}

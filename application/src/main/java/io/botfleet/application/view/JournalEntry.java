package io.botfleet.application.view;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/**
 * One step in a command's life.
 *
 * @param sequence grows with every entry of the whole platform
 * @param text what was found or done, for people
 */
public record JournalEntry(long sequence, CommandId command, Instant at, Stage stage, String text) {
    /**
     * What an entry says: why a command comes to a bad end when it begins to, otherwise the link that a new stage adds to
     * the chain from the transaction to the settlement, otherwise what the command waits for.
     */
    public static String text(Command before, Command now) {
        boolean moved = before.stage() != now.stage();
        boolean turned = moved && (now.stage() == Stage.UNDOING || now.stage() == Stage.REFUNDING);
        if (turned) {
            return now.ending()
                    .map(ending -> ending.reason() + ": " + ending.detail())
                    .orElse("");
        }
        return now.waitingOn().map(on -> "waits for " + on).orElseGet(() -> moved ? link(now) : "");
    }

    private static String link(Command now) {
        Execution seen = now.execution();
        Optional<String> link =
                switch (now.stage()) {
                    case QUEUED -> now.order().map(order -> "it opens: a " + order.type());
                    case PROVISIONED -> now.prepared().map(JournalEntry::change);
                    case COMMITTED -> now.commit().map(commit -> "commit " + commit.hex());
                    case DEPLOYED -> seen.pod().map(pod -> "pod " + pod.name());
                    case CONFIRMED ->
                        seen.lastProcess()
                                .map(last -> "it iterated at " + last)
                                .or(seen::atWork)
                                .or(() -> seen.revision()
                                        .map(revision -> (now.leavesABot()
                                                        ? "it is paused, also where it starts again, at "
                                                        : "no pod is left at ")
                                                + revision.hex()));
                    case APPROVING ->
                        now.evidence()
                                .map(evidence -> "evidence " + evidence.digest().hex());
                    case RESTORING -> now.undoCommit().map(commit -> "commit " + commit.hex());
                    case APPROVED, ROLLED_BACK, RECLAIMED ->
                        now.onChain()
                                .map(fact -> "transaction " + fact.transaction().hex());
                    case RECEIVED, UNDOING, REFUNDING, ORPHANED, VANISHED -> Optional.empty();
                };
        return link.orElse("");
    }

    private static String change(Prepared prepared) {
        return switch (prepared) {
            case Prepared.Values values ->
                "values " + values.digest().value() + (ValuesDocument.isPaused(values.yaml()) ? ", paused" : "");
            case Prepared.Removal removal -> removal.path().value() + " is to go";
        };
    }
}

package io.botfleet.adapters.git;

import io.botfleet.application.gitops.Change;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.revwalk.FooterLine;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * What a commit says of a command: the trailers that follow one {@code Command-Id}, up to the next.
 *
 * @param transaction tells commands apart that have one number on two chains, or at two gateways
 */
record CommandTrailers(CommandId command, Hash transaction, Change.Kind kind) {
    private static final String COMMAND = "Command-Id";
    private static final String TRANSACTION = "Transaction";
    private static final String KIND = "Kind";

    static CommandTrailers of(Change change) {
        return new CommandTrailers(change.command(), change.transaction(), change.kind());
    }

    /** The trailers of the commit that undoes this. */
    CommandTrailers undone() {
        return new CommandTrailers(command, transaction, Change.Kind.UNDO);
    }

    /** A subject that reads, and the trailers below it. */
    static String message(Change change) {
        return subject(change) + "\n\n"
                + COMMAND + ": " + change.command() + "\n"
                + "Client: " + change.client() + "\n"
                + TRANSACTION + ": " + change.transaction() + "\n"
                + KIND + ": " + word(change.kind()) + "\n";
    }

    private static String subject(Change change) {
        boolean paused = change.content().filter(ValuesDocument::isPaused).isPresent();
        boolean present = change.content().isPresent();
        boolean backtest = change.path().backtestOf().isPresent();
        String whose = (backtest ? "backtest of " : "") + change.client();
        return switch (change.kind()) {
            case CARRY_OUT ->
                (paused ? "Pause " : present ? (backtest ? "Run " : "Start ") : "Stop ") + whose + " (command "
                        + change.command() + ")";
            case UNDO ->
                (paused ? "Pause " : present ? "Restore " : "Remove ") + whose + " (undo of command " + change.command()
                        + ")";
            case WITHDRAW ->
                present
                        ? (paused ? "Pause " : "Restore ") + whose + " (command " + change.command() + ")"
                        : backtest
                                ? "Withdraw " + whose + " (command " + change.command() + " is over)"
                                : "Withdraw " + whose + " (nothing after command " + change.command() + ")";
        };
    }

    /** In the order of the message; trailers that are no command's, or make no sense, are passed over. */
    static List<CommandTrailers> read(RevCommit commit) {
        List<CommandTrailers> found = new ArrayList<>();
        String command = "";
        String transaction = "";
        for (FooterLine line : commit.getFooterLines()) {
            switch (line.getKey()) {
                case COMMAND -> command = line.getValue();
                case TRANSACTION -> transaction = line.getValue();
                case KIND -> read(command, transaction, line.getValue()).ifPresent(found::add);
                default -> {}
            }
        }
        return found;
    }

    private static Optional<CommandTrailers> read(String command, String transaction, String kind) {
        for (Change.Kind each : Change.Kind.values()) {
            if (word(each).equals(kind)) {
                try {
                    return Optional.of(new CommandTrailers(CommandId.parse(command), new Hash(transaction), each));
                } catch (IllegalArgumentException byHand) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static String word(Change.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

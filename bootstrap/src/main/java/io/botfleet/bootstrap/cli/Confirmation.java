package io.botfleet.bootstrap.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Asks before something is signed that can't be taken back. */
final class Confirmation {
    @CommandLine.Option(
            names = {"-y", "--yes"},
            description = "sign without asking; needed where nobody can be asked")
    private boolean yes;

    /** Ends the command where the answer is no, or where there is nobody to ask. */
    @SuppressWarnings("SystemConsoleNull") // NullAway does not know that it never is since JDK 22.
    void ask(String question) {
        if (yes) {
            return;
        }
        @Nullable Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw Ended.usage("there is no terminal to ask on: add --yes to sign without asking");
        }
        @Nullable String answer = console.readLine("%s [y/N] ", question);
        if (answer == null || !answer.strip().matches("(?i)y(es)?")) {
            throw Ended.otherwise("not signed, and nothing was sent");
        }
    }
}

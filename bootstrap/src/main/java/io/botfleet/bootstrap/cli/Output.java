package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.console.Reporter;
import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Where a command prints that tells of things as they happen. With {@code --json}, standard output has one JSON object a
 * line and nothing else.
 */
final class Output {
    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @CommandLine.Option(names = "--json", description = "print JSON for programs, one object a line")
    private boolean json;

    Reporter reporter() {
        PrintWriter out = spec.commandLine().getOut();
        return json ? Reporter.toPrograms(out) : Reporter.toPeople(out);
    }

    /** For what only people want to know: where they read the rest or, with {@code --json}, on standard error. */
    PrintWriter notes() {
        return json ? err() : spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }
}

package io.botfleet.bootstrap.cli;

import io.botfleet.application.failure.PortFailure;
import io.botfleet.bootstrap.console.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;

/** The root of the command line. */
@CommandLine.Command(
        name = "botfleet",
        mixinStandardHelpOptions = true,
        version = "botfleet 0.1.0",
        description = "A fleet of Freqtrade bots in which an execution starts only because of a transaction on a smart"
                + " contract.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            ReplicaCommand.class,
            ServeCommand.class,
            DownCommand.class,
            SendCommand.class,
            WatchCommand.class,
            ExplainCommand.class,
            CommandsCommand.class,
            StatusCommand.class,
            BacktestsCommand.class,
            BacktestCommand.class,
            LogsCommand.class,
            EvidenceCommand.class,
            ReclaimCommand.class,
            VerifyCommand.class,
            DoctorCommand.class,
            ChaosCommand.class
        },
        footer = {
            "",
            "./botfleet test runs everything that the project tests.",
            "Exit codes: 0 done; 1 it came out otherwise than asked; 2 the command line is wrong;"
                    + " 69 something that it needs is not there; 70 it failed; 78 its configuration is wrong;"
                    + " 130 and 143 Ctrl-C and SIGTERM ended it."
        })
public final class Botfleet implements Runnable {
    /** Something that a command needs does not answer or is missing (sysexits.h, EX_UNAVAILABLE). */
    public static final int UNAVAILABLE = 69;

    /** A mistake in this program (sysexits.h, EX_SOFTWARE). */
    static final int FAILED = 70;

    /** What a configuration file says is wrong (sysexits.h, EX_CONFIG). */
    static final int MISCONFIGURED = 78;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static CommandLine commandLine() {
        // Whatever the locale is: evidence that is printed must be its own bytes.
        return new CommandLine(new Botfleet())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Botfleet::explain);
    }

    private static int explain(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (problem instanceof Ended ended) {
            err.println("botfleet: " + Printable.lines(ended.words()));
            return ended.exitCode();
        }
        if (problem instanceof PortFailure failure) {
            err.println("botfleet: " + Printable.lines(failure.what()));
            return UNAVAILABLE;
        }
        if (problem instanceof UncheckedIOException && problem.getCause() instanceof IOException failure) {
            err.println("botfleet: " + Printable.lines(words(failure)));
            return UNAVAILABLE;
        }
        if (problem instanceof IOException failure) {
            err.println("botfleet: " + Printable.lines(words(failure)));
            return UNAVAILABLE;
        }
        problem.printStackTrace(err);
        return FAILED;
    }

    /** Java names only the file where the kind of failure says the rest. */
    private static String words(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> missing.getFile() + " is missing";
            case AccessDeniedException denied -> "this user may not read or change " + denied.getFile();
            case FileAlreadyExistsException there -> there.getFile() + " is in the way";
            case NotDirectoryException file -> file.getFile() + " is no directory";
            case IOException other -> other.getMessage() == null ? other.toString() : other.getMessage();
        };
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }
}

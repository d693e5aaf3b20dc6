package io.botfleet.bootstrap.cli;

import picocli.CommandLine;

/** Sends a command to the contract. */
@CommandLine.Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description =
                "Seals a command so that only the platform can read it, shows what it costs and what becomes public,"
                        + " signs it with your wallet, sends it, and follows it until its fee is settled.",
        subcommands = {SendStartCommand.class, SendStopCommand.class, SendBacktestCommand.class},
        footer = {
            "",
            "Exit codes: 0 approved (or sent, with --no-wait); 1 refused, rolled back, reclaimed or left unsettled;"
                    + " 2 the command is wrong, and nothing was sent; 69 something does not answer; 70 it failed."
        })
final class SendCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to send: start, stop or backtest");
    }
}

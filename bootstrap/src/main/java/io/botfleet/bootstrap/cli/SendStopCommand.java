package io.botfleet.bootstrap.cli;

import io.botfleet.domain.document.Json;
import picocli.CommandLine;

/** Stops the client's bot. */
@CommandLine.Command(name = "stop", mixinStandardHelpOptions = true, description = "Stops your bot.")
final class SendStopCommand extends SendingCommand {
    @CommandLine.Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "drain",
            description = {
                "drain: it opens nothing more, and goes once it holds nothing;",
                "exit: it sells everything first;",
                "now: it goes at once, and its positions stay on the exchange.",
                "${DEFAULT-VALUE} when missing"
            })
    private String mode = "drain";

    @Override
    Json.Members command() {
        return Json.EMPTY.with("type", Json.of("stop")).with("mode", Json.of(mode));
    }

    @Override
    String summary() {
        return "stop your bot (" + mode + ")";
    }
}

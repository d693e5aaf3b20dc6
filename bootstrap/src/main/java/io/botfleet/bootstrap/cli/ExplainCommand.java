package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One sentence about one command. */
@CommandLine.Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says in one sentence where a command waits, on what, since when, and until which deadline.")
final class ExplainCommand extends PlatformCommand {
    @CommandLine.Parameters(
            paramLabel = "COMMAND",
            converter = Arguments.Command.class,
            description = "the command's number")
    private @Nullable CommandId command;

    @Override
    int run() throws IOException, InterruptedException {
        try (ApiClient api = target().api()) {
            JsonNode explained = api.get("/commands/" + Objects.requireNonNull(command) + "/explain");
            if (json()) {
                print(explained);
            } else {
                say(text(explained, "sentence"));
            }
            return 0;
        }
    }
}

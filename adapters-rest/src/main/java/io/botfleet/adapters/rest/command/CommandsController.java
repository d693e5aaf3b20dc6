package io.botfleet.adapters.rest.command;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.ExplainingCommands;
import io.botfleet.application.view.KnownCommand;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands and every link of their chain. */
@Controller("/commands")
@ExecuteOn(TaskExecutors.BLOCKING)
@ApiResponse(
        responseCode = "default",
        description = "A problem (RFC 9457)",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Tag(name = "commands")
final class CommandsController {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private final CommandViews views;
    private final ExplainingCommands explaining;

    CommandsController(CommandViews views, ExplainingCommands explaining) {
        this.views = views;
        this.explaining = explaining;
    }

    @Get
    @Operation(
            operationId = "listCommands",
            summary = "Commands, newest first",
            description = "client is one client's id; before is the command to go on below; limit is 1 to 200 and 50 by"
                    + " default. Commands that are seen and not yet deep enough to be taken in are on the first"
                    + " page.")
    CommandPage list(
            @Parameter(description = "Only this client's, like cliente-001") @QueryValue @Nullable String client,
            @Parameter(description = "Only those below this id: the page after the one that ended with it")
                    @QueryValue
                    @Nullable
                    String before,
            @Parameter(
                            description = "How many at most",
                            schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
                    @QueryValue
                    @Nullable
                    String limit) {
        Optional<ClientId> only = Asked.optionalClient("client", client);
        Optional<CommandId> below = Asked.optionalCommand("before", before);
        int most = Asked.count("limit", limit, PAGE, LARGEST_PAGE);
        List<Command> taken = views.commands(only, below, most);
        Stream<KnownCommand> known = Stream.concat(
                below.isPresent() ? Stream.of() : sighted(only, taken),
                taken.stream().map(KnownCommand.Taken::new));
        String next = taken.size() < most
                ? null
                : "/commands?before=" + taken.getLast().id() + "&limit=" + most
                        + only.map(id -> "&client=" + id).orElse("");
        return new CommandPage(known.map(CommandSummary::of).toList(), next);
    }

    @Get("/{id}")
    @Operation(operationId = "showCommand", summary = "A command with every link of its chain")
    CommandDetail show(String id) {
        CommandId command = Asked.command("id", id);
        KnownCommand known = KnownCommand.find(views, command).orElseThrow(CommandsController::unknown);
        return CommandDetail.of(known, views.journal(command));
    }

    @Get("/{id}/explain")
    @Operation(
            operationId = "explainCommand",
            summary = "One sentence: where a command waits, on what, since when, until which deadline")
    Explained explain(String id) {
        return explaining.explain(Asked.command("id", id)).map(Explained::of).orElseThrow(CommandsController::unknown);
    }

    /** Between two looks a command can be taken in that the list of sightings still has. */
    private Stream<KnownCommand> sighted(Optional<ClientId> only, List<Command> taken) {
        return views.sightings().stream()
                .filter(sighting -> only.isEmpty() || sighting.client().equals(only.get()))
                .filter(sighting ->
                        taken.stream().noneMatch(command -> command.id().equals(sighting.id())))
                .sorted(Comparator.comparing(io.botfleet.domain.submission.Submission::id)
                        .reversed())
                .map(KnownCommand.Sighted::new);
    }

    static Refusal unknown() {
        return Refusal.of(
                ProblemType.COMMAND_UNKNOWN,
                "The gateway never had it, or its block is so new that it has not been read yet.");
    }
}

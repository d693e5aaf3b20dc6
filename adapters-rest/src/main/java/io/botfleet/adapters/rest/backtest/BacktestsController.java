package io.botfleet.adapters.rest.backtest;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.adapters.rest.bot.TakeUp;
import io.botfleet.adapters.rest.bot.TakeUps;
import io.botfleet.adapters.rest.bot.TakenUp;
import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.view.CommandViews;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.submission.CommandId;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Backtests: each is one command, and has its id. */
@Controller("/backtest")
@ExecuteOn(TaskExecutors.BLOCKING)
@ApiResponse(
        responseCode = "default",
        description = "A problem (RFC 9457)",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Tag(name = "backtest")
final class BacktestsController {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private final Backtests backtests;
    private final CommandViews views;
    private final TakeUps takeUps;
    private final BotLogs given;

    BacktestsController(Backtests backtests, CommandViews views, TakeUps takeUps, BotLogs given) {
        this.backtests = backtests;
        this.views = views;
        this.takeUps = takeUps;
        this.given = given;
    }

    @Post(consumes = MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "takeUpBacktest",
            summary = "Takes up a command that was sent already",
            description = "The same as POST /trade: what a command asks for is sealed until the platform opens it.",
            requestBody =
                    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = TakeUp.class))))
    @ApiResponse(
            responseCode = "202",
            description = "The transaction's commands; Location is the first one's",
            content = @Content(schema = @Schema(implementation = TakenUp.class)))
    HttpResponse<TakenUp> takeUp(@Body @Nullable String body) {
        return takeUps.answer(body);
    }

    @Get
    @Operation(operationId = "listBacktests", summary = "Backtests, newest first")
    BacktestPage list(
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
        int most = Asked.count("limit", limit, PAGE, LARGEST_PAGE);
        List<Command> found = backtests.list(only, Asked.optionalCommand("before", before), most);
        String next = found.size() < most
                ? null
                : "/backtest?before=" + found.getLast().id() + "&limit=" + most
                        + only.map(id -> "&client=" + id).orElse("");
        return new BacktestPage(statuses(found), next);
    }

    @Get("/{backtest_id}/status")
    @Operation(operationId = "backtestStatus", summary = "How far a backtest is")
    @ApiResponse(
            responseCode = "404",
            description = "No command of this id is known, or it is no backtest",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    BacktestStatus status(@PathVariable("backtest_id") String backtestId) {
        return known(backtestId)
                .flatMap(command -> statuses(List.of(command)).stream().findFirst())
                .orElseThrow(BacktestsController::unknown);
    }

    @Get("/{backtest_id}/results")
    @Operation(
            operationId = "backtestResults",
            summary = "A backtest's figures, as Freqtrade names them",
            description = "Without its single trades. The members are those of a strategy in Freqtrade's result file.")
    @ApiResponse(
            responseCode = "200",
            description = "The figures",
            content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
    @ApiResponse(
            responseCode = "403",
            description = "The operator has not said that this API gives out what bots and backtests print",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No command of this id is known, or it is no backtest",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "409",
            description = "There are no results, or none yet",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    HttpResponse<String> results(@PathVariable("backtest_id") String backtestId) {
        if (given == BotLogs.WITHHELD) {
            throw Refusal.of(
                    ProblemType.LOGS_WITHHELD,
                    "This API does not ask who you are yet, and results tell what a strategy is worth.");
        }
        Command command = known(backtestId)
                .filter(found -> found.order().orElse(null) instanceof RunBacktest)
                .orElseThrow(BacktestsController::unknown);
        BacktestState state = BacktestState.of(
                command,
                Optional.ofNullable(backtests.ended(Set.of(command.id())).get(command.id())));
        return Optional.of(command.id())
                .filter(_ -> state == BacktestState.SUCCEEDED)
                .flatMap(backtests::of)
                .flatMap(Outcome::report)
                .map(report -> HttpResponse.ok(report.utf8()).contentType(MediaType.APPLICATION_JSON_TYPE))
                .orElseThrow(() -> Refusal.of(ProblemType.NO_RESULTS, "It is " + state + "."));
    }

    private Optional<Command> known(String backtestId) {
        return views.command(Asked.command("backtest_id", backtestId));
    }

    /** Of those that are backtests; how they ended is asked once for all. */
    private List<BacktestStatus> statuses(List<Command> commands) {
        Map<CommandId, Backtests.Ended> ended =
                backtests.ended(commands.stream().map(Command::id).collect(Collectors.toSet()));
        return commands.stream()
                .flatMap(command -> command.order().orElse(null) instanceof RunBacktest order
                        ? Stream.of(BacktestStatus.of(command, order, Optional.ofNullable(ended.get(command.id()))))
                        : Stream.of())
                .toList();
    }

    private static Refusal unknown() {
        return Refusal.of(
                ProblemType.BACKTEST_UNKNOWN,
                "/backtest lists those that there are; what a command asks for is not known before it is opened.");
    }
}

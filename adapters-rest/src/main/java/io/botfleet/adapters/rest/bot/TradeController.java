package io.botfleet.adapters.rest.bot;

import io.botfleet.adapters.rest.problem.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes up transactions that clients sent to the gateway themselves; nothing starts without the event. */
@Controller("/trade")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "trade")
final class TradeController {
    private final TakeUps takeUps;

    TradeController(TakeUps takeUps) {
        this.takeUps = takeUps;
    }

    @Post(consumes = MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "takeUpTransaction",
            summary = "Takes up a command that was sent already",
            description = "Answers with every command that the transaction carries and where to follow it. It starts "
                    + "nothing by itself: the command starts because of its event on the chain.",
            requestBody =
                    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = TakeUp.class))))
    @ApiResponse(
            responseCode = "202",
            description = "The transaction's commands; Location is the first one's",
            content = @Content(schema = @Schema(implementation = TakenUp.class)))
    @ApiResponse(
            responseCode = "400",
            description = "The body is not what it should be",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "The node does not know the transaction",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The transaction is not mined yet",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "422",
            description = "The transaction carries no command for this gateway",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    HttpResponse<TakenUp> takeUp(@Body @Nullable String body) {
        return takeUps.answer(body);
    }
}

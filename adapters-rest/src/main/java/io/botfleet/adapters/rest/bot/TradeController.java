package io.botfleet.adapters.rest.bot;

import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.command.TakingUpTransactions;
import io.botfleet.domain.chain.Hash;
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
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes up transactions that clients sent to the gateway themselves; nothing starts without the event. */
@Controller("/trade")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "trade")
final class TradeController {
    private static final Duration ABOUT_A_BLOCK = Duration.ofSeconds(2);

    private final TakingUpTransactions takingUp;

    TradeController(TakingUpTransactions takingUp) {
        this.takingUp = takingUp;
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
        Hash transaction = TakeUp.read(body == null ? "" : body);
        return switch (takingUp.takeUp(transaction)) {
            case TakingUpTransactions.TakenUp taken ->
                HttpResponse.<TakenUp>accepted(URI.create(
                                "/commands/" + taken.commands().getFirst().id()))
                        .body(TakenUp.of(transaction, taken.commands()));
            case TakingUpTransactions.Unknown _ ->
                throw Refusal.until(
                        ProblemType.TRANSACTION_UNKNOWN,
                        "Send it to this platform's chain first (/platform says which), or wait until the node has it.",
                        ABOUT_A_BLOCK);
            case TakingUpTransactions.Pending _ ->
                throw Refusal.until(
                        ProblemType.TRANSACTION_PENDING, "The node has it in its pool; ask again.", ABOUT_A_BLOCK);
            case TakingUpTransactions.CarriesNone none ->
                throw Refusal.of(
                        ProblemType.TRANSACTION_WITHOUT_COMMAND,
                        none.succeeded()
                                ? "It is mined in block " + none.block().number()
                                        + ", and submitted nothing to the gateway."
                                : "It was reverted in block " + none.block().number() + ".");
        };
    }
}

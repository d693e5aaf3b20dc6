package io.botfleet.adapters.rest.command;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.KnownCommand;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The proof of a settled command, in the exact bytes that {@code botfleet verify} takes. */
@Controller("/commands")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "commands")
final class EvidenceController {
    private final CommandViews views;
    private final Settlements settlements;
    private final SettlementLedger ledger;

    EvidenceController(CommandViews views, Settlements settlements, SettlementLedger ledger) {
        this.views = views;
        this.settlements = settlements;
        this.ledger = ledger;
    }

    @Get(value = "/{id}/evidence", produces = MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "commandEvidence",
            summary = "The evidence of a settled command with its Merkle proof and settlement, in RFC 8785 form")
    @ApiResponse(
            responseCode = "200",
            description = "Keep the bytes as they are: the digest is over those of the member evidence",
            content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "304", description = "The same as If-None-Match names")
    @ApiResponse(
            responseCode = "400",
            description = "The id is not one",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "The command is not known",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The command is not settled, or was settled without evidence",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    HttpResponse<byte[]> evidence(String id, @Header(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        Bytes document = settled(Asked.command("id", id)).bytes();
        String tag = "\"" + CanonicalJson.sha256(document).hex().substring(2) + "\"";
        return isKnown(known, tag)
                ? HttpResponse.<byte[]>notModified().header(HttpHeaders.ETAG, tag)
                : HttpResponse.ok(document.toArray())
                        .header(HttpHeaders.ETAG, tag)
                        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private SettledEvidence settled(CommandId id) {
        KnownCommand known = KnownCommand.find(views, id).orElseThrow(CommandsController::unknown);
        if (!(known instanceof KnownCommand.Taken(Command command))
                || command.onChain().isEmpty()) {
            throw Refusal.of(
                    ProblemType.NOT_SETTLED, "/commands/" + id + "/explain says where it waits, and until when.");
        }
        OnChain fact = command.onChain().get();
        if (fact.outcome() == OnChain.Outcome.RECLAIMED) {
            throw Refusal.of(
                    ProblemType.NO_EVIDENCE,
                    "Its client took the fee back after the deadline: no verdict is on chain.");
        }
        Evidence evidence = command.evidence().orElseThrow(() -> notOurs(fact));
        Settlement settlement = settlements.of(id, fact.evidenceRoot()).orElseThrow(() -> notOurs(fact));
        return new SettledEvidence(
                evidence,
                ledger.proof(settlement, id),
                fact,
                command.submission().transaction());
    }

    private static Refusal notOurs(OnChain fact) {
        return Refusal.of(
                ProblemType.NO_EVIDENCE,
                "Transaction " + fact.transaction() + " settled it, which this platform did not send.");
    }

    /** RFC 9110 §13.1.2: a list of entity tags compared weakly, or {@code *}. */
    private static boolean isKnown(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .map(each -> each.startsWith("W/") ? each.substring(2) : each)
                        .anyMatch(each -> each.equals("*") || each.equals(tag));
    }
}

package io.botfleet.adapters.rest.bot;

import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.command.TakingUpTransactions;
import io.botfleet.domain.chain.Hash;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes up a transaction that its client sent to the gateway itself, whatever it commands: that is sealed. */
@Singleton
public final class TakeUps {
    private static final Duration ABOUT_A_BLOCK = Duration.ofSeconds(2);

    private final TakingUpTransactions takingUp;

    TakeUps(TakingUpTransactions takingUp) {
        this.takingUp = takingUp;
    }

    /** Answers with its commands, or refuses with why there are none. */
    public HttpResponse<TakenUp> answer(@Nullable String body) {
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

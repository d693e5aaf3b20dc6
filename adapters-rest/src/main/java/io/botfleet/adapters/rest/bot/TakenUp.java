package io.botfleet.adapters.rest.bot;

import io.botfleet.application.command.TakingUpTransactions.Carried;
import io.botfleet.domain.chain.Hash;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** @param commands every command that the transaction carries, in the contract's order */
@Serdeable
public record TakenUp(String transactionHash, List<Followed> commands) {
    /** @param stage {@code SEEN} while the command is not deep enough to be taken in */
    @Serdeable
    public record Followed(String commandId, String location, String stage) {}

    static TakenUp of(Hash transaction, List<Carried> commands) {
        return new TakenUp(
                transaction.hex(),
                commands.stream()
                        .map(command -> new Followed(
                                command.id().toString(),
                                "/commands/" + command.id(),
                                command.stage().map(Enum::name).orElse("SEEN")))
                        .toList());
    }
}

package io.botfleet.adapters.rest.bot;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.view.CommandViews;
import io.botfleet.domain.client.ClientId;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The clients of whom a command was seen. */
@Singleton
final class KnownClients {
    private final CommandViews views;

    KnownClients(CommandViews views) {
        this.views = views;
    }

    /** The client that a path names; what names none, or one that is not known, is refused. */
    ClientId named(String text) {
        ClientId client = Asked.client("client_id", text);
        boolean known =
                !views.commands(Optional.of(client), Optional.empty(), 1).isEmpty()
                        || views.sightings().stream()
                                .anyMatch(sighting -> sighting.client().equals(client));
        if (!known) {
            throw Refusal.of(ProblemType.CLIENT_UNKNOWN, "/trade lists the clients that have sent a command.");
        }
        return client;
    }
}

package io.botfleet.application.workload;

import io.botfleet.domain.client.ClientId;

/** The logins of the clients' bots, as they were put into their values. */
@FunctionalInterface
public interface BotLogins {
    Bots.Login of(ClientId client);
}

package io.botfleet.application.tenant;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;

/** A client's own passwords, derived from a master key that PostgreSQL never holds: stable over starts. */
public interface TenantSecrets {
    /** At least 32 characters, each a letter or a digit. */
    Secret derive(ClientId client, Purpose purpose, int generation);
}

package io.botfleet.application.tenant;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;

/** The clients' parts of the database. */
public interface Tenants {
    /**
     * Makes sure of the client's role, which is confined to its two schemas, and of both schemas; repeating it keeps
     * their data. The password reaches the database as a SCRAM-SHA-256 verifier (RFC 5802, RFC 7677) only.
     *
     * <p>Throws {@link io.botfleet.application.failure.Permanent} where a name is taken by somebody else's role or
     * schema.
     */
    void ensure(ClientId client, Secret password);

    /** The SQLAlchemy URL for the client's bot, with the schema as its search path. */
    Secret databaseUrl(ClientId client, boolean dryRun, Secret password);
}

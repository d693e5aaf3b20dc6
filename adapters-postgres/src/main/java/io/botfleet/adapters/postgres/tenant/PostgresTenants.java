package io.botfleet.adapters.postgres.tenant;

import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.Transport;
import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.Names;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A role for each client, which owns its two schemas and has no right to anything else in the database.
 *
 * <p>The names of other clients' roles, schemas and tables stay visible in PostgreSQL's catalogs, which no role can be
 * kept from; what is in the tables does not.
 */
public final class PostgresTenants implements Tenants {
    /**
     * A bot's pool has 15 at the most (SQLAlchemy's QueuePool: 5 and an overflow of 10, which Freqtrade leaves as they
     * are); the others are for its init container and for what a killed predecessor has open until the server notices.
     */
    private static final int CONNECTIONS = 20;

    private final Database database;
    private final Place seenByBots;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param seenByBots where the bots reach the database, which need not be where the platform does; a file with an
     *     authority is one in a bot's pod, which may be relative to its working directory
     */
    public PostgresTenants(Database database, Place seenByBots) {
        this.database = database;
        this.seenByBots = seenByBots;
    }

    @Override
    public void ensure(ClientId client, Secret password) {
        byte[] salt = new byte[ScramVerifier.SALT_BYTES];
        random.nextBytes(salt);
        String verifier = ScramVerifier.of(password, salt);
        database.write("making sure of the tenant " + client, session -> {
            lock(session, client);
            ensureRole(session, client.role(), verifier);
            session.define("ALTER ROLE " + Names.identifier(client.role()) + " IN DATABASE "
                    + Names.identifier(currentDatabase(session)) + " SET search_path = "
                    + Names.identifier(client.schema()));
            for (String schema : List.of(client.schema(), client.dryRunSchema())) {
                ensureSchema(session, schema, client.role());
            }
        });
    }

    /** Two replicas that define one role at once would fail with "tuple concurrently updated". */
    private static void lock(Session session, ClientId client) throws SQLException {
        session.update("""
            INSERT INTO botfleet.tenant (client, ensured_at) VALUES (?, clock_timestamp())
            ON CONFLICT (client) DO UPDATE SET ensured_at = excluded.ensured_at
            """, client.number());
    }

    private static void ensureRole(Session session, String role, String verifier) throws SQLException {
        String name = Names.identifier(role);
        Optional<Boolean> ours = session.row("""
            SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                WHERE m.member = r.oid AND g.rolname = ?) AS ours
            FROM pg_roles r WHERE r.rolname = ?
            """, row -> row.bool("ours"), DatabaseBootstrap.TENANTS, role);
        if (ours.isEmpty()) {
            session.define("CREATE ROLE " + name);
            session.define("GRANT " + Names.identifier(DatabaseBootstrap.TENANTS) + " TO " + name
                    + " WITH INHERIT TRUE, SET FALSE");
            // To make schemas in the role's name, the platform has to be able to become it.
            session.define("GRANT " + name + " TO CURRENT_USER WITH INHERIT FALSE, SET TRUE");
        } else if (!ours.get()) {
            throw new Permanent("the role " + role + " is there and not this platform's: rename or drop it");
        }
        session.define("ALTER ROLE " + name + " LOGIN CONNECTION LIMIT " + CONNECTIONS + " PASSWORD "
                + Names.literal(verifier));
    }

    private static String currentDatabase(Session session) throws SQLException {
        return session.row("SELECT current_database() AS name", row -> row.text("name"))
                .orElseThrow();
    }

    private static void ensureSchema(Session session, String schema, String role) throws SQLException {
        Optional<String> owner = session.row(
                "SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = ?",
                row -> row.text("owner"),
                schema);
        if (owner.isEmpty()) {
            session.define("CREATE SCHEMA " + Names.identifier(schema) + " AUTHORIZATION " + Names.identifier(role));
        } else if (!owner.get().equals(role)) {
            throw new Permanent("the schema " + schema + " is there and belongs to " + owner.get() + ", not " + role);
        }
    }

    @Override
    public Secret databaseUrl(ClientId client, boolean dryRun, Secret password) {
        return Secret.of("postgresql+psycopg://" + client.role() + ":" + PercentEncoding.of(password.reveal()) + "@"
                + seenByBots.authority() + "/" + PercentEncoding.of(seenByBots.database())
                + "?options=-csearch_path%3D" + client.schemaFor(dryRun) + transport());
    }

    private String transport() {
        return switch (seenByBots.transport()) {
            case Transport.Unverified() -> "";
            case Transport.Verified(var root) ->
                "&sslmode=verify-full&sslrootcert=" + PercentEncoding.of(root.toString());
        };
    }
}

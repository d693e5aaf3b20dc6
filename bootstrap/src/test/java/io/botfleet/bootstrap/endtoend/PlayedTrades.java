package io.botfleet.bootstrap.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.domain.client.ClientId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Paperbots open no position by themselves: here one is written where the client's bot reads what it holds, and ended there;
 * and here is seen what the database keeps of a client.
 */
final class PlayedTrades {
    private final String url;
    private final Properties administrator = new Properties();

    /** @param database as the platform is told */
    PlayedTrades(JsonNode database) {
        this.url = "jdbc:postgresql://%s:%d/%s"
                .formatted(
                        database.path("host").asText(),
                        database.path("port").asInt(),
                        database.path("name").asText());
        administrator.setProperty("user", EmbeddedPostgres.ADMINISTRATOR);
        administrator.setProperty("password", "administrators-password");
        administrator.setProperty("sslmode", "verify-full");
        administrator.setProperty(
                "sslrootcert", database.path("rootCertificate").asText());
    }

    /** The client's dry run holds 0.001 BTC from now on. */
    void open(String client) throws SQLException {
        ask("""
            INSERT INTO %s.trades (exchange, pair, base_currency, stake_currency, open_rate, stake_amount, amount,
              fee_open, fee_close, open_date, strategy)
            VALUES ('binance', 'BTC/USDT', 'BTC', 'USDT', 100000, 100, 0.001, 0.001, 0.001,
              now() AT TIME ZONE 'UTC',
              'SampleStrategy')
            RETURNING id
            """.formatted(ClientId.parse(client).dryRunSchema()));
    }

    /** It was sold for what it had cost. */
    void close(String client) throws SQLException {
        ask("""
            UPDATE %s.trades SET is_open = false, close_rate = 100000, close_date = now() AT TIME ZONE 'UTC', close_profit = 0,
              close_profit_abs = 0, exit_reason = 'roi'
            WHERE is_open RETURNING id
            """.formatted(ClientId.parse(client).dryRunSchema()));
    }

    /** The client's schemas, each with the role that owns it where that can log in. */
    List<String> schemas(String client) throws SQLException {
        return ask("""
            SELECT nspname || ' of ' || rolname FROM pg_namespace JOIN pg_roles ON pg_roles.oid = nspowner
            WHERE nspname IN ('%s', '%s') AND rolcanlogin ORDER BY nspname
            """.formatted(
                        ClientId.parse(client).schema(), ClientId.parse(client).dryRunSchema()));
    }

    /** What the client's dry runs have traded, and whether it is open. */
    List<String> traded(String client) throws SQLException {
        return ask("SELECT pair || CASE WHEN is_open THEN ' open' ELSE ' closed' END FROM %s.trades ORDER BY id"
                .formatted(ClientId.parse(client).dryRunSchema()));
    }

    /** The only column. */
    private List<String> ask(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, administrator);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}

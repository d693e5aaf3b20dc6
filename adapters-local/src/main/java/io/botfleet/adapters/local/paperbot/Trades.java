package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Freqtrade's tables in the client's schema; one connection, used by one thread at a time and reopened after a failure.
 *
 * <p>Dates are stored as Freqtrade stores them, in UTC without a zone.
 */
final class Trades implements AutoCloseable {
    /** The database did not do what was asked; Freqtrade does not foresee it, so that the bot ends and is started again. */
    static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable(SQLException cause) {
            super("the database failed", cause);
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DatabaseUrl url;
    private @Nullable Connection connection;

    private Trades(DatabaseUrl url) {
        this.url = url;
    }

    /** Connects and creates the tables that are missing. */
    static Trades open(DatabaseUrl url) {
        var trades = new Trades(url);
        var tables = resource("tables.sql");
        trades.run(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(tables);
            }
        });
        return trades;
    }

    List<Trade> open() {
        return select("WHERE is_open ORDER BY id");
    }

    List<Trade> all() {
        return select("ORDER BY id");
    }

    List<Trade> closed(int limit, int offset) {
        return select("WHERE NOT is_open ORDER BY id LIMIT ? OFFSET ?", limit, offset);
    }

    Optional<Trade> find(long id) {
        return select("WHERE id = ?", id).stream().findFirst();
    }

    /** Books the trade as left at {@code rate}: an order filled at once, and the trade closed with its profit. */
    void close(Trade trade, double rate, Instant now) {
        run(connection -> {
            connection.setAutoCommit(false);
            try (var order = connection.prepareStatement(
                            "INSERT INTO orders (ft_trade_id, ft_order_side, ft_pair,"
                                    + " ft_is_open, ft_amount, ft_price, order_id, status, symbol, order_type, side, price, average,"
                                    + " amount, filled, remaining, cost, order_date, order_filled_date, order_update_date, ft_order_tag)"
                                    + " VALUES (?, ?, ?, false, ?, ?, ?, 'closed', ?, 'market', ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, 'force_exit')");
                    var closing = connection.prepareStatement("UPDATE trades SET is_open = false, close_rate = ?,"
                            + " close_rate_requested = ?, close_profit = ?, close_profit_abs = ?, realized_profit ="
                            + " coalesce(realized_profit, 0) + ?, close_date = ?, exit_reason = 'force_exit',"
                            + " exit_order_status = 'closed' WHERE id = ? AND is_open")) {
                var pair = trade.pair();
                var amount = trade.amount();
                var date = timestamp(now);
                bind(
                        order,
                        trade.id(),
                        trade.exitSide(),
                        pair,
                        amount,
                        rate,
                        "paper_" + trade.exitSide() + "_" + trade.id() + "_" + now.toEpochMilli(),
                        pair,
                        trade.exitSide(),
                        rate,
                        rate,
                        amount,
                        amount,
                        amount * rate,
                        date,
                        date,
                        date);
                order.executeUpdate();
                var profit = trade.profit(rate);
                bind(closing, rate, rate, trade.profitRatio(rate), profit, profit, date, trade.id());
                closing.executeUpdate();
                connection.commit();
            } finally {
                connection.setAutoCommit(true);
            }
            return true;
        });
    }

    /** A moment Freqtrade keeps between starts, such as {@code bot_start_time}. */
    Optional<Instant> moment(String key) {
        return run(connection -> {
            try (var query = connection.prepareStatement(
                    "SELECT datetime_value FROM \"KeyValueStore\" WHERE key = ? ORDER BY id LIMIT 1")) {
                bind(query, key);
                var result = query.executeQuery();
                return result.next() ? instant(result.getObject(1, LocalDateTime.class)) : Optional.<Instant>empty();
            }
        });
    }

    void store(String key, Instant moment) {
        run(connection -> {
            try (var update = connection.prepareStatement(
                            "UPDATE \"KeyValueStore\" SET value_type = 'datetime', datetime_value = ? WHERE key = ?");
                    var insert = connection.prepareStatement(
                            "INSERT INTO \"KeyValueStore\" (value_type, datetime_value, key) VALUES ('datetime', ?, ?)")) {
                bind(update, timestamp(moment), key);
                if (update.executeUpdate() == 0) {
                    bind(insert, timestamp(moment), key);
                    insert.executeUpdate();
                }
                return true;
            }
        });
    }

    @Override
    public synchronized void close() {
        drop();
    }

    private List<Trade> select(String clause, Object... values) {
        return run(connection -> {
            try (var query = connection.prepareStatement("SELECT * FROM trades " + clause);
                    var orders =
                            connection.prepareStatement("SELECT * FROM orders WHERE ft_trade_id = ? ORDER BY id")) {
                bind(query, values);
                var trades = new ArrayList<Trade>();
                for (var row : rows(query.executeQuery())) {
                    bind(orders, row.path("id").asLong());
                    trades.add(new Trade(row, rows(orders.executeQuery())));
                }
                return List.copyOf(trades);
            }
        });
    }

    private synchronized <T> T run(Work<T> work) {
        try {
            if (connection == null) {
                connection = DriverManager.getConnection(url.jdbcUrl(), url.properties());
            }
            return work.on(connection);
        } catch (SQLException failure) {
            drop();
            throw new Unavailable(failure);
        }
    }

    private void drop() {
        var dropped = connection;
        connection = null;
        if (dropped != null) {
            try {
                dropped.close();
            } catch (SQLException alreadyGone) {
                // What is wanted is that it is gone.
            }
        }
    }

    private static List<ObjectNode> rows(ResultSet result) throws SQLException {
        var rows = new ArrayList<ObjectNode>();
        var columns = result.getMetaData();
        while (result.next()) {
            var row = Json.object();
            for (var i = 1; i <= columns.getColumnCount(); i++) {
                var name = columns.getColumnLabel(i);
                switch (result.getObject(i)) {
                    case null -> row.putNull(name);
                    case Boolean value -> row.put(name, value);
                    case Integer value -> row.put(name, value);
                    case Long value -> row.put(name, value);
                    case Double value -> row.put(name, value);
                    case Timestamp ignored ->
                        row.put(
                                name,
                                result.getObject(i, LocalDateTime.class)
                                        .toInstant(ZoneOffset.UTC)
                                        .toEpochMilli());
                    case Object value -> row.put(name, value.toString());
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static LocalDateTime timestamp(Instant moment) {
        return LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
    }

    private static Optional<Instant> instant(@Nullable LocalDateTime stored) {
        return Optional.ofNullable(stored).map(date -> date.toInstant(ZoneOffset.UTC));
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(Trades.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package io.botfleet.adapters.postgres.sql;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One open transaction. */
public final class Session {
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    public <T> List<T> rows(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet results = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(mapper.map(new Row(results)));
            }
            return List.copyOf(rows);
        }
    }

    /** The first row; the statement is one that gives one at the most. */
    public <T> Optional<T> row(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        return rows(sql, mapper, parameters).stream().findFirst();
    }

    /** Returns the number of rows that were written. */
    public int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** For what takes no parameters: roles, schemas, databases. The caller has quoted every name. */
    public void define(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int index = 0; index < parameters.length; index++) {
                bind(statement, index + 1, parameters[index]);
            }
            return statement;
        } catch (SQLException | RuntimeException problem) {
            statement.close();
            throw problem;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Optional<?> optional -> bind(statement, index, optional.orElse(null));
            case String text -> statement.setString(index, text);
            case Enum<?> constant -> statement.setString(index, constant.name());
            case Hash hash -> statement.setString(index, hash.hex());
            case Address address -> statement.setString(index, address.hex());
            case Bytes bytes -> statement.setBytes(index, bytes.toArray());
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case Duration duration ->
                statement.setBigDecimal(
                        index, BigDecimal.valueOf(duration.toMillis()).divide(MILLIS));
            case BigInteger number -> statement.setBigDecimal(index, new BigDecimal(number));
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean bool -> statement.setBoolean(index, bool);
            case Collection<?> many -> bindArray(statement, index, many);
            case Object other -> throw new IllegalArgumentException("no parameter can be a " + other.getClass());
        }
    }

    private void bindArray(PreparedStatement statement, int index, Collection<?> many) throws SQLException {
        boolean numbers = !many.isEmpty() && many.iterator().next() instanceof Long;
        Object[] elements = many.stream()
                .map(each -> each instanceof Enum<?> constant ? constant.name() : each)
                .toArray();
        statement.setArray(index, connection.createArrayOf(numbers ? "bigint" : "text", elements));
    }
}

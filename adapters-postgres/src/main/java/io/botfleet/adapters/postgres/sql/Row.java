package io.botfleet.adapters.postgres.sql;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an answer, by the columns' names. */
public final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    public String text(String column) throws SQLException {
        return present(column, results.getString(column));
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(results.getString(column));
    }

    public long number(String column) throws SQLException {
        return present(column, results.getObject(column, Long.class));
    }

    public int integer(String column) throws SQLException {
        return present(column, results.getObject(column, Integer.class));
    }

    public BigInteger bigInteger(String column) throws SQLException {
        return present(column, results.getBigDecimal(column)).toBigIntegerExact();
    }

    public boolean bool(String column) throws SQLException {
        return present(column, results.getObject(column, Boolean.class));
    }

    public Instant instant(String column) throws SQLException {
        return present(column, results.getObject(column, OffsetDateTime.class)).toInstant();
    }

    public Hash hash(String column) throws SQLException {
        return new Hash(text(column));
    }

    public Bytes bytes(String column) throws SQLException {
        return Bytes.of(present(column, results.getBytes(column)));
    }

    public boolean has(String column) throws SQLException {
        return results.getObject(column) != null;
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null where it never should be");
        }
        return value;
    }
}

package io.botfleet.bootstrap.local;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the database has of one client.
 *
 * @param rows how many rows each table has, by its name with its schema
 * @param firstBots when each schema first saw a bot, as Freqtrade writes it once and never again
 */
public record TenantState(boolean role, Set<String> schemas, Map<String, Long> rows, Map<String, String> firstBots) {
    public TenantState {
        schemas = new TreeSet<>(schemas);
        rows = new TreeMap<>(rows);
        firstBots = new TreeMap<>(firstBots);
    }

    /** In all tables. */
    public long allRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}

package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.local.TenantState;
import io.botfleet.domain.client.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** That a client's role, schemas, tables and rows are never fewer than they were: bots add to them, and nothing takes away. */
final class TenantCheck {
    private final Map<ClientId, TenantState> before = new HashMap<>();

    /** What is wrong since the last look. */
    List<String> look(ClientId client, boolean hadABot, TenantState now) {
        List<String> wrong = new ArrayList<>();
        if (hadABot && (!now.role() || !now.schemas().contains(client.dryRunSchema()) || now.allRows() == 0)) {
            wrong.add(client + " had a bot, and the database has of it the role: " + now.role() + ", the schemas "
                    + now.schemas() + " and " + now.allRows() + " rows");
        }
        TenantState earlier = before.put(client, now);
        if (earlier != null) {
            if (earlier.role() && !now.role()) {
                wrong.add("the role of " + client + " is gone");
            }
            earlier.schemas().stream()
                    .filter(schema -> !now.schemas().contains(schema))
                    .forEach(schema -> wrong.add("the schema " + schema + " is gone"));
            earlier.rows().forEach((table, rows) -> {
                long left = now.rows().getOrDefault(table, 0L);
                if (left < rows) {
                    wrong.add("the table " + table + " has " + left + " rows of " + rows);
                }
            });
            // A row that was lost and written again shows here: counts alone would be what they were.
            earlier.firstBots().forEach((schema, moment) -> {
                String said = now.firstBots().getOrDefault(schema, "nothing");
                if (!said.equals(moment)) {
                    wrong.add(schema + " first saw a bot at " + moment + ", and now says " + said);
                }
            });
        }
        return wrong;
    }
}

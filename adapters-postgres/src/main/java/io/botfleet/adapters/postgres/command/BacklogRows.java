package io.botfleet.adapters.postgres.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.command.Backlog;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.SettlementWindow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is to do, summed up by the database: there may be tens of thousands of commands. */
final class BacklogRows {
    // Written out, since neither an index nor a part of one is used for what only is not among some stages.
    private static final String OPEN = Lanes.in(EnumSet.complementOf(EnumSet.copyOf(Stage.ENDED)));
    private static final String TIMED = Lanes.in(timed());
    private static final String UNDECIDED = Lanes.in(Stage.UNDECIDED);
    private static final String STUCK = "stuck_since IS NOT NULL AND " + OPEN;
    private static final String SETTLING = Lanes.in(Stage.SETTLING);

    /** Asked of each that is open: joined, PostgreSQL would read the facts of all that have ended. */
    private static final String NOT_ON_CHAIN =
            " AND (SELECT true FROM botfleet.settled_fact f WHERE f.command_id = c.id) IS NULL";

    private BacklogRows() {}

    private static Set<Stage> timed() {
        Set<Stage> stages = EnumSet.complementOf(EnumSet.copyOf(Stage.ENDED));
        stages.remove(Stage.ORPHANED);
        return stages;
    }

    static Backlog read(Session session) throws SQLException {
        return new Backlog(
                stages(session),
                nearestDeadline(session),
                undecided(session),
                oldestVerdict(session),
                stuck(session),
                longestStuck(session));
    }

    private static Map<Stage, Long> stages(Session session) throws SQLException {
        return session
                .rows(
                        "SELECT stage, count(*) AS commands FROM botfleet.command WHERE " + OPEN + " GROUP BY stage",
                        row -> Map.entry(Stage.valueOf(row.text("stage")), row.number("commands")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Optional<Instant> nearestDeadline(Session session) throws SQLException {
        return session.row(
                "SELECT deadline FROM botfleet.command c WHERE " + TIMED + NOT_ON_CHAIN + " ORDER BY deadline LIMIT 1",
                row -> row.instant("deadline"));
    }

    private static Set<SettlementWindow> undecided(Session session) throws SQLException {
        return Set.copyOf(session.rows(
                "SELECT min(submitted_at) AS begin, min(deadline) AS deadline FROM botfleet.command c" + " WHERE "
                        + UNDECIDED + NOT_ON_CHAIN + " GROUP BY deadline - submitted_at",
                row -> new SettlementWindow(row.instant("begin"), row.instant("deadline"))));
    }

    private static Map<Stuck.By, Long> stuck(Session session) throws SQLException {
        return session
                .rows(
                        "SELECT stuck_by, count(*) AS commands FROM botfleet.command WHERE " + STUCK
                                + " GROUP BY stuck_by",
                        row -> Map.entry(Stuck.By.valueOf(row.text("stuck_by")), row.number("commands")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Backlog.StuckCommand> longestStuck(Session session) throws SQLException {
        return session.rows(
                "SELECT id, client, stage, state FROM botfleet.command WHERE " + STUCK
                        + " ORDER BY stuck_since, id LIMIT ?",
                row -> {
                    JsonNode state = JsonFields.read(row.text("state"));
                    return new Backlog.StuckCommand(
                            new CommandId(row.number("id")),
                            new ClientId(row.integer("client")),
                            Stage.valueOf(row.text("stage")),
                            CommandState.stuck(state.required("stuck")),
                            JsonFields.findText(state, "waitingOn", text -> text)
                                    .orElse(""));
                },
                Backlog.MOST_NAMED);
    }

    /** As json and not as text: {@code ->>} fails on a document with a NUL in any of its strings. */
    private static Optional<Instant> oldestVerdict(Session session) throws SQLException {
        return session.row(
                "SELECT (state -> 'since')::text AS since FROM botfleet.command c WHERE " + SETTLING + NOT_ON_CHAIN
                        + " ORDER BY trim('\"' FROM (state -> 'since')::text)::timestamptz LIMIT 1",
                row -> Instant.parse(row.text("since").replace("\"", "")));
    }
}

package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.command.Backlog;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.SettlementWindow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is to do, summed up by the database: there may be tens of thousands of commands. */
final class BacklogRows {
    private static final Set<Stage> NOT_TIMED = EnumSet.copyOf(Stage.ENDED);

    static {
        NOT_TIMED.add(Stage.ORPHANED);
    }

    private static final String NOT_ON_CHAIN =
            " AND NOT EXISTS (SELECT FROM botfleet.settled_fact f WHERE f.command_id = c.id)";

    private BacklogRows() {}

    static Backlog read(Session session) throws SQLException {
        return new Backlog(stages(session), nearestDeadline(session), undecided(session), oldestVerdict(session));
    }

    private static Map<Stage, Long> stages(Session session) throws SQLException {
        return session
                .rows(
                        "SELECT stage, count(*) AS commands FROM botfleet.command WHERE stage <> ALL (?) GROUP BY stage",
                        row -> Map.entry(Stage.valueOf(row.text("stage")), row.number("commands")),
                        Stage.ENDED)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Optional<Instant> nearestDeadline(Session session) throws SQLException {
        return session.row(
                "SELECT deadline FROM botfleet.command c WHERE stage <> ALL (?)" + NOT_ON_CHAIN
                        + " ORDER BY deadline LIMIT 1",
                row -> row.instant("deadline"),
                NOT_TIMED);
    }

    private static Set<SettlementWindow> undecided(Session session) throws SQLException {
        return Set.copyOf(session.rows(
                "SELECT min(submitted_at) AS begin, min(deadline) AS deadline FROM botfleet.command c"
                        + " WHERE stage = ANY (?)" + NOT_ON_CHAIN + " GROUP BY deadline - submitted_at",
                row -> new SettlementWindow(row.instant("begin"), row.instant("deadline")),
                Stage.UNDECIDED));
    }

    /** As json and not as text: {@code ->>} fails on a document with a NUL in any of its strings. */
    private static Optional<Instant> oldestVerdict(Session session) throws SQLException {
        return session.row(
                "SELECT (state -> 'since')::text AS since FROM botfleet.command c WHERE stage = ANY (?)" + NOT_ON_CHAIN
                        + " ORDER BY trim('\"' FROM (state -> 'since')::text)::timestamptz LIMIT 1",
                row -> Instant.parse(row.text("since").replace("\"", "")),
                Stage.SETTLING);
    }
}

package io.botfleet.adapters.postgres.sql;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows from an error, by its SQLSTATE (PostgreSQL's documentation, appendix A), never by its words. */
public final class SqlFailures {
    /** Connection exceptions, too few resources, an operator's intervention, the machine's own failures. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "58");

    /** Read-only (a standby after a failover), stood still for too long, serialisation failure, deadlock, lock not available. */
    private static final Set<String> PASSING = Set.of("25006", "25P03", "40001", "40P01", "55P03");

    /** Unique, exclusion: somebody else's row came first. */
    private static final Set<String> TAKEN = Set.of("23505", "23P01");

    private static final String DATABASE_DROPPED = "57P04";

    private SqlFailures() {}

    public static PortFailure translate(String doing, SQLException problem) {
        Optional<String> state = state(problem);
        String what = doing + " failed in the database"
                + state.map(code -> " (SQLSTATE " + code + ")").orElse("");
        if (state.isEmpty()) {
            // The pool's own: it had no connection to give, or the one it gave is gone.
            return problem instanceof SQLTransientException || problem instanceof SQLRecoverableException
                    ? new Unavailable(what + ": no connection", problem)
                    : new Permanent(what, problem);
        }
        String code = state.get();
        if (code.equals(DATABASE_DROPPED)) {
            return new Permanent(what, problem);
        }
        if (PASSING.contains(code) || PASSING_CLASSES.contains(code.substring(0, 2))) {
            return new Unavailable(what, problem);
        }
        return TAKEN.contains(code) ? new Conflict(what) : new Permanent(what, problem);
    }

    /** The pool wraps what a connection attempt met, so the first SQLSTATE down the causes counts. */
    private static Optional<String> state(@Nullable Throwable problem) {
        for (Throwable each = problem; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }
}

package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.domain.command.Command;
import java.sql.SQLException;
import java.util.List;

/** Commands by any condition on their table {@code c}. */
public final class CommandReader {
    private CommandReader() {}

    /** @param where from {@code WHERE} on, with places for the parameters */
    public static List<Command> rows(Session session, String where, Object... parameters) throws SQLException {
        return session.rows(CommandState.SELECT + where, CommandState::read, parameters);
    }
}

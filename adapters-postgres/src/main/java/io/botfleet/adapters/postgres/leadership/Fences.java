package io.botfleet.adapters.postgres.leadership;

import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import java.sql.SQLException;
import java.util.Optional;

/** The check that every protected write makes in its own transaction. */
public final class Fences {
    private Fences() {}

    /**
     * Throws {@link Conflict} unless the fence's epoch is the current one. The row stays locked until the transaction
     * ends: nobody takes the role in between, and two writes under one role follow each other.
     */
    public static void require(Session session, Fence fence) throws SQLException {
        Optional<Long> epoch = session.row(
                "SELECT epoch FROM botfleet.leadership WHERE role = ? FOR NO KEY UPDATE",
                row -> row.number("epoch"),
                fence.role());
        if (!epoch.equals(Optional.of(fence.epoch()))) {
            throw new Conflict(fence.role() + " is not led by epoch " + fence.epoch() + " but "
                    + epoch.map(String::valueOf).orElse("by nobody"));
        }
    }
}

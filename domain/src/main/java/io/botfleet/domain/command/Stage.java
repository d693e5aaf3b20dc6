package io.botfleet.domain.command;

import java.util.EnumSet;
import java.util.Set;

/** Where a command is in its life; {@link #mayBecome} is the one table that every move goes through. */
public enum Stage {
    /** Read from the chain at depth, still sealed. */
    RECEIVED,
    /** Opened and valid; waits for its lane, and for the bot that is there to make way. */
    QUEUED,
    /** The client's schema and role exist, its values are rendered, sealed and stored. */
    PROVISIONED,
    /** Its change is in Git. */
    COMMITTED,
    /** The cluster shows a pod of this command, from a revision that holds the commit. */
    DEPLOYED,
    /** What runs is what was commanded, or what had to end has ended. */
    CONFIRMED,
    /** The verdict is to approve; it reaches the chain by the settler. */
    APPROVING,
    /** The verdict is against it; Git is to be brought back to the last approved values. */
    UNDOING,
    /** Git is back; the cluster is to follow. */
    RESTORING,
    /** The verdict is to roll back; it reaches the chain by the settler. */
    REFUNDING,
    /** The fee is captured. */
    APPROVED,
    /** The fee went back. */
    ROLLED_BACK,
    /** The client took the fee back itself after the deadline. */
    RECLAIMED,
    /** Its transaction left the chain: frozen until it comes back or the grace period is over. */
    ORPHANED,
    /** Its transaction left the chain for good. */
    VANISHED;

    /** Stages that hold the client's lane, where the command concerns the bot: no verdict is stored yet. */
    public static final Set<Stage> IN_LANE =
            Set.of(RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, CONFIRMED, UNDOING, RESTORING);

    /** Stages that may still lead to an approval. */
    public static final Set<Stage> UNDECIDED = Set.of(RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, CONFIRMED);

    /** Stages whose verdict waits for the chain. */
    public static final Set<Stage> SETTLING = Set.of(APPROVING, REFUNDING);

    /** Stages that nothing but a reorganisation leads out of. */
    public static final Set<Stage> ENDED = Set.of(APPROVED, ROLLED_BACK, RECLAIMED, VANISHED);

    private Set<Stage> next() {
        return switch (this) {
            case RECEIVED -> EnumSet.of(QUEUED, UNDOING, REFUNDING, RECLAIMED, ORPHANED);
            case QUEUED -> EnumSet.of(PROVISIONED, UNDOING, REFUNDING, RECLAIMED, ORPHANED);
            case PROVISIONED -> EnumSet.of(QUEUED, COMMITTED, CONFIRMED, UNDOING, ORPHANED);
            case COMMITTED -> EnumSet.of(DEPLOYED, CONFIRMED, UNDOING, ORPHANED);
            case DEPLOYED -> EnumSet.of(CONFIRMED, UNDOING, ORPHANED);
            case CONFIRMED -> EnumSet.of(APPROVING, UNDOING, ORPHANED);
            case APPROVING -> EnumSet.of(APPROVED, UNDOING, ORPHANED);
            case UNDOING -> EnumSet.of(RESTORING, REFUNDING, RECLAIMED, VANISHED);
            case RESTORING -> EnumSet.of(REFUNDING, RECLAIMED, VANISHED);
            case REFUNDING -> EnumSet.of(ROLLED_BACK, RECLAIMED, ORPHANED);
            case APPROVED -> EnumSet.of(APPROVING);
            case ROLLED_BACK -> EnumSet.of(REFUNDING);
            case RECLAIMED, VANISHED -> EnumSet.noneOf(Stage.class);
            // Reborn, a command goes on where it was; with its grace period over it is undone.
            case ORPHANED ->
                EnumSet.of(
                        RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, CONFIRMED, APPROVING, UNDOING, REFUNDING);
        };
    }

    public boolean mayBecome(Stage next) {
        return next().contains(next);
    }
}

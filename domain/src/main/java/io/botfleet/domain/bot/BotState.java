package io.botfleet.domain.bot;

import java.util.OptionalInt;

/** How a client's bot is, in the words that clients see. */
public sealed interface BotState {
    /** The states without what is known of each. */
    enum Kind {
        STARTING,
        RUNNING,
        DEGRADED,
        DRAINING,
        STOPPED
    }

    /** A start is under way and has no verdict yet. */
    record Starting() implements BotState {}

    /** What runs is what the last approved command asked for, and it iterates. */
    record Running() implements BotState {}

    /**
     * It should run, and that can't be seen; this settles nothing.
     *
     * @param cause stays the same while the words for it change, like a bot's last ones
     * @param reason what is wrong or missing, for people
     */
    record Degraded(Cause cause, String reason) implements BotState {}

    /**
     * It opens no more positions and goes once it is flat.
     *
     * @param openTrades the positions it held when it was paused; empty where they were not counted yet
     */
    record Draining(OptionalInt openTrades) implements BotState {}

    /** No command asks for a bot, and none is there. */
    record Stopped() implements BotState {}

    /** What keeps a bot from being called Running. */
    enum Cause {
        /** The cluster says nothing of it: nothing is known of the bot. */
        CLUSTER_SILENT,
        /** The cluster could not deploy it: it refused the manifests, or the image could not be had. */
        NOT_DEPLOYED,
        /** No pod of its command is there. */
        NO_POD,
        /** Its pod is there and not ready. */
        NOT_READY,
        /** It ends again and again, or the cluster calls it degraded. */
        FAILING,
        /** Its API does not answer, or with no success. */
        API_SILENT,
        /** It runs something else than its command asked for. */
        DRIFTED,
        /** It says that it is paused or stopped. */
        NOT_RUNNING,
        /** It runs and does not iterate. */
        NOT_ITERATING,
        /** It is there and no command asked for it. */
        UNASKED
    }

    default Kind kind() {
        return switch (this) {
            case Starting _ -> Kind.STARTING;
            case Running _ -> Kind.RUNNING;
            case Degraded _ -> Kind.DEGRADED;
            case Draining _ -> Kind.DRAINING;
            case Stopped _ -> Kind.STOPPED;
        };
    }
}

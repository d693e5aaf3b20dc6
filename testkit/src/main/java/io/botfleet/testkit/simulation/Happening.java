package io.botfleet.testkit.simulation;

import io.botfleet.testkit.memory.World;

/** One thing that a seed makes happen; taking one away leaves the others as they are. */
public sealed interface Happening {
    /** What a client sends. */
    enum Content {
        START,
        STOP,
        BACKTEST,
        NOISE,
        /** The envelope that somebody sent last, from another wallet or the same one. */
        COPY
    }

    /**
     * A client's transaction.
     *
     * @param variant which strategy of a start or backtest, or mode of a stop
     * @param key the command key; a repeated one makes a duplicate
     * @param lifetime seconds until its {@code notAfter}
     */
    record Sends(int second, int wallet, Content content, int variant, int key, int lifetime) implements Happening {}

    /** The client takes back what is not settled so many seconds after its deadline, and tries again while it can't. */
    record Reclaims(int wallet, int secondsAfterDeadline) implements Happening {}

    /** The client's bot holds an open position from that second on, if it runs. */
    record OpensPosition(int second, int wallet) implements Happening {}

    /** The client's bot ends and is started anew by the cluster, which tells nobody. */
    record Restarts(int second, int wallet) implements Happening {}

    /** Something befalls one call. */
    record Disturbs(Fault fault) implements Happening {}

    /**
     * For a while, some of the calls of one port meet the same.
     *
     * @param port the port's name, or one method's
     * @param perMille how many of a thousand calls
     * @param lasts how many seconds each of them is held up, where that matters
     * @param dice from which it is drawn which calls these are
     */
    record Storms(int second, int seconds, String port, Fault.Kind kind, int perMille, int lasts, long dice)
            implements Happening {}

    /** A part is out of order for a while. */
    record Stops(int second, World.Part part, int seconds) implements Happening {}

    /**
     * Another branch of the chain wins.
     *
     * @param losesSettlements whether the settlements and reclaims in the blocks that were taken back leave the pool too
     * @param first how many transactions its first block holds at the most
     */
    record Reorganises(int second, int depth, boolean losesSettlements, int first) implements Happening {}

    /**
     * Twice in a row another branch wins, from a moment on when a verdict waits to be mined for a command that is not
     * final: first one that gives the commands other numbers, where that verdict may be mined, then the former one again.
     */
    record Swaps(int second) implements Happening {}

    /** Another branch wins, for good, in which the commands of so many blocks have other numbers. */
    record Renumbers(int second, int depth) implements Happening {}

    /** Every machine slept; the chain went on at the same moment. */
    record Jumps(int second, int seconds) implements Happening {}

    /** One replica's clock is wrong for a while; below 0 it is behind. */
    record Drifts(int second, int replica, int by, int seconds) implements Happening {}

    /** A process stands still, as under SIGSTOP, and wakes. */
    record Pauses(int second, int replica, int seconds) implements Happening {}

    /** A process ends at some step of this second, and another one takes its place. */
    record Dies(int second, int replica, int seconds) implements Happening {}

    /** For a while nothing that waits is woken: neither by what else is stored, nor by what the cluster tells. */
    record LosesWakeUps(int second, int seconds) implements Happening {}

    /** The node forgets the settlements that wait in its pool, and tells nobody. */
    record Forgets(int second) implements Happening {}

    /** A client takes another wallet in. */
    record Links(int second, int wallet, int another) implements Happening {}

    /** The database of that second is put back later, while no replica runs; chain, Git and cluster went on. */
    record Restores(int second, int later, int seconds) implements Happening {}

    /** For a while the node has another past, in which final blocks are missing. */
    record Rewrites(int second, int depth, int seconds) implements Happening {}

    /** For a while no block is mined. */
    record Halts(int second, int seconds) implements Happening {}

    /** No replica runs for a while, long enough for deadlines to pass. */
    record GoesDark(int second, int seconds) implements Happening {}

    /**
     * The cluster leaves Jobs to the platform whose values are gone, as ArgoCD does where it is set up for the platform;
     * otherwise it ends them by itself.
     */
    record LeavesJobs() implements Happening {}

    /** The client's bot holds nothing any more, as where its exits filled. */
    record ClosesPositions(int second, int wallet) implements Happening {}
}

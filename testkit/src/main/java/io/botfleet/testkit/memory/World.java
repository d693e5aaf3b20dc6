package io.botfleet.testkit.memory;

import io.botfleet.application.backtest.Reports;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Everything outside the core, in memory: one chain, one Git repository, one cluster and one database, which several
 * replicas can share through their own adapters. All of it is guarded by this object's monitor.
 */
public final class World {
    /** What can be out of order. */
    public enum Part {
        CHAIN,
        DATABASE,
        GIT,
        CLUSTER
    }

    /** Reads results as YAML, of which JSON is a part. */
    public static final Reports REPORTS = new Reports(json -> Optional.of(ValuesYaml.read(Bytes.of(json))));

    public static final Gateway GATEWAY =
            new Gateway(31_337, new Address("0x00000000000000000000000000000000000000aa"));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Set<Part> down = EnumSet.noneOf(Part.class);
    private final Chain chain;
    private final GitHistory git = new GitHistory();
    private final Database database = new Database();
    private final Cluster cluster = new Cluster(clock, git);

    public World() {
        this(new GatewayRules(Chain.WINDOW, Chain.FINAL_DEPTH));
    }

    public World(GatewayRules rules) {
        chain = new Chain(clock, rules);
    }

    public SettableClock clock() {
        return clock;
    }

    public Chain chain() {
        return chain;
    }

    public GitHistory git() {
        return git;
    }

    public Database database() {
        return database;
    }

    public Cluster cluster() {
        return cluster;
    }

    /** From now on every call to this part is {@link Unavailable}. */
    public synchronized void stop(Part part) {
        down.add(part);
    }

    public synchronized void restart(Part part) {
        down.remove(part);
    }

    public synchronized boolean isDown(Part part) {
        return down.contains(part);
    }

    void require(Part part) {
        if (isDown(part)) {
            throw new Unavailable(part + " is stopped");
        }
    }
}

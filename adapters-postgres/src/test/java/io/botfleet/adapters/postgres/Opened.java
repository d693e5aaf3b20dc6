package io.botfleet.adapters.postgres;

import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Pools that a test opened, closed after it. */
final class Opened {
    private static final Deque<PlatformDatabase> POOLS = new ConcurrentLinkedDeque<>();

    private Opened() {}

    static PlatformDatabase keep(PlatformDatabase pool) {
        POOLS.add(pool);
        return pool;
    }

    static void closeAll() {
        for (PlatformDatabase pool = POOLS.poll(); pool != null; pool = POOLS.poll()) {
            pool.close();
        }
    }
}

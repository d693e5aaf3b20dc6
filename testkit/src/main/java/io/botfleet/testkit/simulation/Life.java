package io.botfleet.testkit.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** One process of the platform, from its start to its death: what befalls it befalls all of its threads. */
final class Life {
    private final String name;
    private boolean dead;
    private long pausedUntil;
    private long driftSeconds;

    Life(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    /** Stands still, as under SIGSTOP, until that second of the run. */
    void pauseUntil(long second) {
        pausedUntil = Math.max(pausedUntil, second);
    }

    void wake() {
        pausedUntil = 0;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    /** How far this machine's clock is ahead of the world's; below 0 where it is behind. */
    void drift(long seconds) {
        driftSeconds = seconds;
    }

    /** The clock of the machine that this process runs on. */
    Clock clock(Clock world) {
        return new Clock() {
            @Override
            public Instant instant() {
                return world.instant().plusSeconds(driftSeconds);
            }

            @Override
            public ZoneId getZone() {
                return world.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return Clock.fixed(instant(), zone);
            }
        };
    }
}

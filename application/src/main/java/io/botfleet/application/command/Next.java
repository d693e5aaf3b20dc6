package io.botfleet.application.command;

import io.botfleet.domain.command.Command;
import java.time.Duration;
import java.time.Instant;

/** What one step makes of a command, and when to come back to it. */
record Next(Command command, Duration again) {
    /** What is woken is hardly ever looked at without; where thousands wait, each of them may be. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);

    private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(1);

    static Next at(Command command) {
        return new Next(command, Duration.ZERO);
    }

    /** For what is woken by that which it waits for. */
    static Next asleep(Command command) {
        return new Next(command, LONGEST_SLEEP);
    }

    /** The same for what has to do something by itself from a time on. */
    static Next asleepUntil(Instant time, Command command, Instant now) {
        Duration left = Duration.between(now, time);
        Duration longEnough = left.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : left;
        return new Next(command, longEnough.compareTo(LONGEST_SLEEP) < 0 ? longEnough : LONGEST_SLEEP);
    }
}

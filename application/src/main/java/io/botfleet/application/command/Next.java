package io.botfleet.application.command;

import io.botfleet.domain.command.Command;
import java.time.Duration;

/** What one step makes of a command, and when to come back to it. */
record Next(Command command, Duration again) {
    static Next at(Command command) {
        return new Next(command, Duration.ZERO);
    }
}

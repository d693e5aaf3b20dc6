package io.botfleet.adapters.local.paperbot;

import java.util.Locale;

/** What the bot is doing, as {@code show_config} names it; paused, it manages open trades and enters no new one. */
enum State {
    RUNNING,
    PAUSED,
    STOPPED,
    RELOAD_CONFIG;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean iterates() {
        return this == RUNNING || this == PAUSED;
    }
}

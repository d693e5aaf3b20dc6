package io.botfleet.bootstrap.chaos;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Methods that write, or may, and that these commands and faults do not lead to for sure, each with what it takes. A run that
 * has to get to every boundary aims at them as well, and does not wait for them.
 */
final class Elsewhere {
    private static final Map<String, String> REASONS = new TreeMap<>(Map.of(
            "Bots.exitAll", "takes a bot that has opened positions by the time a stop is to close them",
            "Bots.resume", "takes a stop that comes to nothing after it has paused the bot",
            "Inbox.halt", "takes a chain that takes back what was final, after which the platform waits for somebody",
            "SettlementLedger.fill", "takes a nonce that was given up below one in use"));

    private Elsewhere() {}

    /** What each takes, by its name, like {@code Inbox.halt}. */
    static Map<String, String> reasons() {
        return Collections.unmodifiableMap(REASONS);
    }

    /** @param boundary like {@code Inbox.halt before} */
    static boolean has(String boundary) {
        return REASONS.containsKey(method(boundary));
    }

    static String side(String boundary) {
        return boundary.substring(boundary.lastIndexOf(' ') + 1);
    }

    /** A boundary without its side. */
    static String method(String boundary) {
        return boundary.substring(0, boundary.lastIndexOf(' '));
    }
}

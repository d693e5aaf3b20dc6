package io.botfleet.adapters.rest.health;

import java.util.List;

/** What is wrong now although every part can be used. */
public interface Alarms {
    /** Those that are not over, the oldest first. */
    List<Alarm> open();
}

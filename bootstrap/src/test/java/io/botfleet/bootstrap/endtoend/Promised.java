package io.botfleet.bootstrap.endtoend;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;

/** Times that are promised for a machine that has the time to keep them. */
final class Promised {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private Promised() {}

    /** One that is asked for several times what it has, as while other tests run beside, takes as many times longer. */
    static Duration tenSeconds() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        double askedFor = machine.getSystemLoadAverage() / machine.getAvailableProcessors();
        return askedFor > 1 ? Duration.ofMillis(Math.round(TEN_SECONDS.toMillis() * askedFor)) : TEN_SECONDS;
    }
}

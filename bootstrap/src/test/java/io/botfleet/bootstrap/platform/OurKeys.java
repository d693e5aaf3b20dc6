package io.botfleet.bootstrap.platform;

import io.botfleet.domain.chain.Address;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** A gateway that takes what this platform has, for tests of something else. */
final class OurKeys {
    private static final Address SETTLER = new Address("0x" + "5e".repeat(20));

    private OurKeys() {}

    static KeyWatch watch(MeterRegistry meters, OpenAlarms alarms, Clock clock) {
        return new KeyWatch(() -> SETTLER, SETTLER, List::of, List.of(), meters, alarms, clock);
    }
}

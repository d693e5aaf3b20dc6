package io.botfleet.testkit.memory;

import io.botfleet.application.command.Envelopes;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.Reason;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Envelopes that hold a number; what it stands for stays here. */
public final class InMemoryEnvelopes implements Envelopes {
    private record Sealed(Binding binding, Json payload) {}

    private final ConcurrentMap<Bytes, Sealed> sealed = new ConcurrentHashMap<>();
    private final AtomicLong serial = new AtomicLong();

    /** Seals a payload for one sender; two envelopes are never alike. */
    public Bytes seal(Address sender, Json payload) {
        Bytes envelope = Bytes.ofUtf8("envelope " + serial.incrementAndGet());
        sealed.put(envelope, new Sealed(new Binding(World.GATEWAY, sender), payload));
        return envelope;
    }

    @Override
    public Opening open(Bytes envelope, Binding binding) {
        Sealed inside = sealed.get(envelope);
        if (inside == null || !inside.binding().equals(binding)) {
            return new Refused(
                    Refused.Kind.UNREADABLE, "the envelope does not open for this sender: " + Reason.UNREADABLE);
        }
        return new Opened(inside.payload());
    }
}

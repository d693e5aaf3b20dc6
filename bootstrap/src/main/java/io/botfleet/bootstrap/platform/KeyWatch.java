package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.blockchain.client.PlatformKey;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.KeyId;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.domain.chain.Address;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the gateway still takes the keys that this platform holds, looked at once a minute: its owner changes them in one
 * transaction, at any time. It is told, and nothing is undone for it; where they fit again, that is told, too.
 */
final class KeyWatch {
    /** The kind of alarm while the gateway takes verdicts of another account only. */
    static final String SETTLER_REPLACED = "SETTLER_REPLACED";

    /** The kind of alarm while clients may seal, or will, to a key that is not here. */
    static final String ENCRYPTION_KEY_MISSING = "ENCRYPTION_KEY_MISSING";

    /** The kind of alarm while clients have no key of a suite to seal to, and had one. */
    static final String NO_ENCRYPTION_KEY = "NO_ENCRYPTION_KEY";

    static final List<String> KINDS = List.of(SETTLER_REPLACED, ENCRYPTION_KEY_MISSING, NO_ENCRYPTION_KEY);

    static final Duration EVERY = Duration.ofMinutes(1);

    /** What the gateway says of a key, and whether it is here. */
    private enum State {
        USABLE,
        /** Published and here, and not active yet. */
        COMING,
        /** Here, for what was sealed to it before. */
        RETIRED,
        /** Published, not retired, and not here. */
        MISSING
    }

    private record Seen(PlatformKey key, State state) {}

    private final Supplier<Address> settler;
    private final Address ours;
    private final Supplier<List<PlatformKey>> published;
    private final Set<KeyId> held;
    private final OpenAlarms alarms;
    private final Clock clock;
    private final Schedule looks;
    private final AtomicReference<Double> accepted = new AtomicReference<>(Double.NaN);
    private final Map<State, AtomicReference<Double>> counts = new EnumMap<>(State.class);
    private Set<KeyId> missing = Set.of();

    /**
     * @param settler whom the gateway takes verdicts of
     * @param published every key that the gateway ever had
     */
    KeyWatch(
            Supplier<Address> settler,
            Address ours,
            Supplier<List<PlatformKey>> published,
            List<EncryptionPublicKey> held,
            MeterRegistry meters,
            OpenAlarms alarms,
            Clock clock) {
        this.settler = settler;
        this.ours = ours;
        this.published = published;
        this.held = held.stream().map(EncryptionPublicKey::id).collect(Collectors.toUnmodifiableSet());
        this.alarms = alarms;
        this.clock = clock;
        this.looks = new Schedule(EVERY, clock);
        Gauge.builder("botfleet.settler.accepted", accepted, AtomicReference::get)
                .description("1 while the gateway takes verdicts of this platform's account")
                .register(meters);
        for (State state : State.values()) {
            AtomicReference<Double> count = new AtomicReference<>(Double.NaN);
            counts.put(state, count);
            Gauge.builder("botfleet.encryption.keys", count, AtomicReference::get)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .description(
                            "Keys that clients seal to, by what the gateway says of them and whether they are here")
                    .register(meters);
        }
    }

    /** What is not known while the gateway can't be asked; the alarms stay as they were. */
    Stream<AtomicReference<Double>> figures() {
        return Stream.concat(Stream.of(accepted), counts.values().stream());
    }

    /** Looks where it is due; throws a failure of the outside where the gateway can't be asked, and is due again at once. */
    void look() {
        looks.whenDue(() -> {
            lookAtTheSettler();
            lookAtTheKeys();
            return true;
        });
    }

    private void lookAtTheSettler() {
        Address theirs = settler.get();
        boolean same = theirs.equals(ours);
        accepted.set(same ? 1.0 : 0.0);
        if (same) {
            alarms.over(SETTLER_REPLACED, "settler");
        } else {
            alarms.raise(
                    SETTLER_REPLACED,
                    "settler",
                    "the gateway takes verdicts of " + theirs + ", and this platform's account is " + ours
                            + ": nothing is settled. Give the platform the key of that account, or have the gateway's owner"
                            + " name this one again.");
        }
    }

    private void lookAtTheKeys() {
        Instant now = clock.instant();
        List<Seen> seen = published.get().stream()
                .flatMap(key -> state(key, now).map(state -> new Seen(key, state)))
                .toList();
        counts.forEach((state, count) -> count.set(
                (double) seen.stream().filter(each -> each.state() == state).count()));
        tellOfMissing(seen);
        for (Suite suite : Suite.values()) {
            tellOf(
                    suite,
                    seen.stream()
                            .filter(each -> each.key().key().suite() == suite)
                            .map(Seen::state)
                            .collect(Collectors.toSet()));
        }
    }

    private Stream<State> state(PlatformKey key, Instant now) {
        boolean here = held.contains(key.key().id());
        if (key.retiredAt().isPresent()) {
            return here ? Stream.of(State.RETIRED) : Stream.empty();
        }
        if (!here) {
            return Stream.of(State.MISSING);
        }
        return Stream.of(key.activeFrom().isAfter(now) ? State.COMING : State.USABLE);
    }

    private void tellOfMissing(List<Seen> seen) {
        Map<KeyId, PlatformKey> now = seen.stream()
                .filter(each -> each.state() == State.MISSING)
                .collect(Collectors.toMap(each -> each.key().key().id(), Seen::key));
        missing.stream()
                .filter(before -> !now.containsKey(before))
                .forEach(before -> alarms.over(ENCRYPTION_KEY_MISSING, before.toString()));
        now.forEach((id, key) -> alarms.raise(
                ENCRYPTION_KEY_MISSING,
                id.toString(),
                "clients may seal to this key from " + key.activeFrom()
                        + " on, and the platform does not have it: each such command is refused. Add its private half to the"
                        + " encryption keys and start the platform again, or have the gateway's owner retire it."));
        missing = Set.copyOf(now.keySet());
    }

    /** A suite whose first key is on its way was never offered. */
    private void tellOf(Suite suite, Set<State> states) {
        String name = suite.name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (states.contains(State.USABLE) || !states.contains(State.RETIRED)) {
            alarms.over(NO_ENCRYPTION_KEY, name);
        } else {
            alarms.raise(
                    NO_ENCRYPTION_KEY,
                    name,
                    "the gateway has no key of this suite that is active and that the platform has: what clients send by it is"
                            + " refused, or not sent at all. Publish a key, which is active after 24 hours; where the suite is"
                            + " given up, take its keys out once the last command is settled that was sealed to one.");
        }
    }
}

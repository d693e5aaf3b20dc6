package io.botfleet.bootstrap.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Every kind of fault once, in an order that the seed decides, and then all over again. */
final class FaultBag {
    /** Rounds in which nothing but a death at a boundary goes wrong, in a bag. */
    private static final int QUIET = 4;

    /** How many blocks up to the head the platform does not act on: {@code LocalPlatform}'s confirmations. */
    private static final int UNCONFIRMED = 2;

    /**
     * A fault and its times.
     *
     * @param after how long the round has gone on by then
     * @param lasting how long it goes on at least
     */
    record Strike(Fault fault, Duration after, Duration lasting) {
        /** The same for another replica where one is asked to end and another can be. */
        Strike onSomebody(Optional<Member.Name> replica) {
            return fault instanceof Fault.MemberAsked && replica.isPresent()
                    ? new Strike(new Fault.MemberAsked(replica.get()), after, lasting)
                    : this;
        }
    }

    private final Random random;
    private final int notFinal;
    private final boolean leading;
    private final Deque<Optional<Fault>> bag = new ArrayDeque<>();

    /** @param notFinal how many blocks up to the head are not final */
    FaultBag(long seed, int notFinal) {
        this(seed, notFinal, false);
    }

    private FaultBag(long seed, int notFinal, boolean leading) {
        this.random = new Random(seed);
        this.notFinal = notFinal;
        this.leading = leading;
    }

    /**
     * One for a run that has to get to every boundary: what leads to those that the platform gets to in no other way comes
     * between any two others, and nobody is stopped at a random moment, since all are stopped at boundaries.
     */
    static FaultBag leading(long seed, int notFinal) {
        return new FaultBag(seed, notFinal, true);
    }

    /** The next round's fault; empty for a round without any. */
    Optional<Strike> next() {
        if (bag.isEmpty()) {
            List<Optional<Fault>> all =
                    new ArrayList<>(all().stream().map(Optional::of).toList());
            all.addAll(Collections.nCopies(QUIET, Optional.empty()));
            Collections.shuffle(all, random);
            bag.addAll(leading ? led(all) : all);
        }
        return bag.removeFirst().map(fault -> new Strike(fault, millis(0, 2_000), lasting(fault)));
    }

    private List<Optional<Fault>> led(List<Optional<Fault>> all) {
        List<Optional<Fault>> led = new ArrayList<>();
        for (Optional<Fault> each : all) {
            if (each.isEmpty() || !(each.get() instanceof Fault.MemberStopped)) {
                Fault lead = led.size() % 4 == 0
                        ? new Fault.MemberAsked(Member.Name.REPLICA)
                        : new Fault.Reorganised(notFinal, false);
                led.addAll(List.of(Optional.of(lead), each));
            }
        }
        return led;
    }

    private List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (String part : Parts.NAMES) {
            all.add(new Fault.PartKilled(part));
            all.add(new Fault.PartStopped(part));
        }
        for (Member.Name member : List.of(Member.Name.PLATFORM, Member.Name.REPLICA)) {
            all.add(new Fault.MemberKilled(member));
            all.add(new Fault.MemberStopped(member));
        }
        all.add(new Fault.MemberAsked(Member.Name.REPLICA));
        for (NodeTrouble trouble : NodeTrouble.values()) {
            all.add(new Fault.NodeTroubled(trouble));
        }
        all.add(new Fault.Reorganised(from(1, UNCONFIRMED), true));
        // The reader may be some blocks behind: as deep as it can be, to reach what was read already.
        all.add(new Fault.Reorganised(notFinal, false));
        // None past finality: a reader that is behind takes the other past for final, and then rightly halts for good.
        return all;
    }

    private Duration lasting(Fault fault) {
        return switch (fault) {
            case Fault.PartKilled _ -> millis(0, 2_000);
            case Fault.PartStopped _ -> millis(1_000, 5_000);
            case Fault.NodeTroubled _ -> millis(2_000, 6_000);
            case Fault.MemberStopped _ -> millis(35_000, 45_000);
            case Fault.MemberKilled _, Fault.MemberAsked _, Fault.Reorganised _ -> Duration.ZERO;
        };
    }

    private int from(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private Duration millis(int least, int most) {
        return Duration.ofMillis(from(least, most));
    }
}

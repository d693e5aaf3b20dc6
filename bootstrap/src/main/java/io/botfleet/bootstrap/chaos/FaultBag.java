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
    record Strike(Fault fault, Duration after, Duration lasting) {}

    private final Random random;
    private final int notFinal;
    private final Deque<Optional<Fault>> bag = new ArrayDeque<>();

    /** @param notFinal how many blocks up to the head are not final */
    FaultBag(long seed, int notFinal) {
        this.random = new Random(seed);
        this.notFinal = notFinal;
    }

    /** The next round's fault; empty for a round without any. */
    Optional<Strike> next() {
        if (bag.isEmpty()) {
            List<Optional<Fault>> all =
                    new ArrayList<>(all().stream().map(Optional::of).toList());
            all.addAll(Collections.nCopies(QUIET, Optional.empty()));
            Collections.shuffle(all, random);
            bag.addAll(all);
        }
        return bag.removeFirst().map(fault -> new Strike(fault, millis(0, 2_000), lasting(fault)));
    }

    private List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (String part : Parts.NAMES) {
            all.add(new Fault.PartKilled(part));
            all.add(new Fault.PartStopped(part));
        }
        for (Member.Name member : Member.Name.values()) {
            all.add(new Fault.MemberKilled(member));
            all.add(new Fault.MemberStopped(member));
        }
        // The platform's own SIGTERM ends everything around it too: that is no fault, but the end of a run.
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

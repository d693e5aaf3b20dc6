package io.botfleet.bootstrap.chaos;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Those who have stopped themselves at a boundary; each is woken once it has slept for longer than any lease lasts. */
final class Sleepers {
    private static final int SHORTEST_MILLIS = 35_000;
    private static final int LONGEST_MILLIS = 45_000;

    private record Sleep(Member member, long pid, String boundary, Instant end) {}

    private final Random random;
    private final List<Sleep> asleep = new ArrayList<>();

    Sleepers(long seed) {
        this.random = new Random(seed);
    }

    /** Two threads of one process may get to a boundary each before it has stopped: they are woken together. */
    void add(Member member, String boundary, Instant now) {
        member.sleeps();
        long pid = member.pid();
        Instant end = asleep.stream()
                .filter(each -> each.pid() == pid)
                .map(Sleep::end)
                .findFirst()
                .orElseGet(() -> now.plusMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
        asleep.add(new Sleep(member, pid, boundary, end));
    }

    /** The boundaries at which somebody sleeps now. */
    List<String> boundaries() {
        return asleep.stream().map(Sleep::boundary).toList();
    }

    /** Wakes those whose time is over; gives back their boundaries, without those who were killed in their sleep. */
    List<String> wakeDue(Instant now) throws IOException, InterruptedException {
        List<String> woken = new ArrayList<>();
        for (Sleep each : List.copyOf(asleep)) {
            boolean there = each.member().alive() && each.member().pid() == each.pid();
            if (there && now.isBefore(each.end())) {
                continue;
            }
            asleep.remove(each);
            if (there) {
                each.member().thaw();
                woken.add(each.boundary());
            }
        }
        return woken;
    }
}

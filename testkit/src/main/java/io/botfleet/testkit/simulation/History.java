package io.botfleet.testkit.simulation;

import io.botfleet.testkit.memory.World;
import io.botfleet.testkit.simulation.Happening.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that a seed makes happen in one run, and how fast its threads take turns. The same history is the same run, step
 * by step.
 *
 * @param kept which of the seed's happenings are in it, by number; all of them but in a shorter history
 */
public record History(long seed, Pace pace, List<Happening> happenings, List<Integer> kept) {
    /**
     * How a run goes.
     *
     * @param switchPerMille how often another thread goes on after a step
     * @param slowPerMille how often a call takes seconds
     * @param idleSeconds the longest that a loop rests when there was nothing to do
     * @param seconds how long things happen; afterwards everything is in order until all is settled
     */
    public record Pace(int replicas, int clients, int switchPerMille, int slowPerMille, int idleSeconds, int seconds) {}

    private static final int LONGEST_LEASE_PAUSE = 60;

    public History {
        happenings = List.copyOf(happenings);
        kept = List.copyOf(kept);
    }

    /** All that the seed makes happen. */
    public static History of(long seed) {
        return new Generator(seed).history();
    }

    /** The same seed with some of what happens in this history only. */
    public History keeping(List<Integer> numbers) {
        return new History(
                seed,
                pace,
                IntStream.range(0, kept.size())
                        .filter(at -> numbers.contains(kept.get(at)))
                        .mapToObj(happenings::get)
                        .toList(),
                kept.stream().filter(numbers::contains).toList());
    }

    /** One line for each thing that happens. */
    public String describe() {
        return "seed " + seed + ", " + pace + "\n"
                + IntStream.range(0, kept.size())
                        .mapToObj(at -> "  " + kept.get(at) + ": " + happenings.get(at))
                        .collect(Collectors.joining("\n"));
    }

    /** Draws everything at the beginning, each kind from numbers of its own. */
    private static final class Generator {
        private final long seed;
        private SplittableRandom random;
        private List<String> methods = Ports.METHODS;
        private final Pace pace;
        /** Whether one wallet more sends, which a client takes in at some time. */
        private final boolean linked;

        private final List<Fault.Kind> kinds;
        private final List<Happening> happenings = new ArrayList<>();

        Generator(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            // Seeds differ in what is frequent: what is rare among everything would never be seen (swarm testing).
            this.pace = new Pace(
                    random.nextInt(8) == 0 ? 3 : 2,
                    1 + random.nextInt(3),
                    List.of(30, 100, 300).get(random.nextInt(3)),
                    List.of(0, 10, 50).get(random.nextInt(3)),
                    List.of(3, 6, 10).get(random.nextInt(3)),
                    List.of(80, 150, 320).get(random.nextInt(3)));
            this.linked = random.nextInt(4) == 0;
            List<Fault.Kind> some = Arrays.stream(Fault.Kind.values())
                    .filter(_ -> random.nextInt(3) == 0)
                    .toList();
            this.kinds = some.isEmpty() ? List.of(Fault.Kind.values()) : some;
        }

        History history() {
            many(2, 7, this::sends);
            many(0, List.of(1, 4, 10, 30).get(random.nextInt(4)), this::disturbs);
            sometimes(2, 3, this::storms);
            sometimes(2, 2, () -> new Happening.Stops(second(), oneOf(World.Part.values()), 5 + random.nextInt(90)));
            sometimes(2, 3, this::reorganises);
            sometimes(2, 1, () -> new Happening.Swaps(second()));
            sometimes(3, 1, () -> new Happening.Jumps(second(), 5 + random.nextInt(400)));
            sometimes(
                    3,
                    2,
                    () -> new Happening.Drifts(second(), replica(), random.nextInt(-40, 121), random.nextInt(90)));
            sometimes(2, 2, () -> new Happening.Pauses(second(), replica(), 5 + random.nextInt(120)));
            sometimes(2, 3, () -> new Happening.Dies(second(), replica(), random.nextInt(30)));
            sometimes(2, 2, () -> new Happening.Reclaims(wallet(), random.nextInt(6) - 1));
            if (random.nextInt(2) == 0) {
                many(1, 6, () -> new Happening.OpensPosition(second(), wallet()));
                many(0, 2, () -> new Happening.ClosesPositions(second(), wallet()));
            }
            sometimes(3, 2, () -> new Happening.LosesWakeUps(second(), 10 + random.nextInt(pace.seconds())));
            sometimes(4, 3, () -> new Happening.Forgets(second()));
            sometimes(
                    5,
                    1,
                    () -> new Happening.Rewrites(
                            second(), Ports.FINAL_DEPTH + 1 + random.nextInt(6), 5 + random.nextInt(60)));
            sometimes(5, 1, () -> new Happening.Halts(second(), 20 + random.nextInt(200)));
            sometimes(6, 1, () -> new Happening.GoesDark(second(), 60 + random.nextInt(300)));
            sometimes(6, 1, () -> new Happening.Restores(second(), 5 + random.nextInt(120), random.nextInt(30)));
            if (linked) {
                many(
                        1,
                        2,
                        () -> new Happening.Links(
                                random.nextInt(pace.seconds() / 2),
                                1 + random.nextInt(pace.clients()),
                                pace.clients() + 1));
            }
            sometimes(2, 4, () -> new Happening.Restarts(second(), wallet()));
            backtests();
            return new History(
                    seed,
                    pace,
                    happenings,
                    IntStream.range(0, happenings.size()).boxed().toList());
        }

        /** From numbers apart, so that all else that a seed makes happen is as it would be without. */
        private void backtests() {
            random = new SplittableRandom(seed).split();
            methods = Ports.OF_BACKTESTS;
            if (random.nextInt(3) > 0) {
                return;
            }
            boolean ofOne = random.nextInt(3) == 0;
            many(
                    1,
                    5,
                    () -> new Happening.Sends(
                            random.nextInt(pace.seconds() / 2),
                            ofOne ? 1 : wallet(),
                            Content.BACKTEST,
                            random.nextInt(22),
                            random.nextInt(20),
                            3600));
            if (random.nextBoolean()) {
                happenings.add(new Happening.LeavesJobs());
            }
            many(0, 4, this::disturbs);
            sometimes(3, 2, this::storms);
            // What is displaced twice may come back under its own number, which nobody waits for any more.
            sometimes(2, 1, () -> new Happening.Renumbers(second(), 1 + random.nextInt(Ports.FINAL_DEPTH - 1)));
        }

        /** In one of so many seeds, one to {@code most} of them. */
        private void sometimes(int seeds, int most, Supplier<Happening> happening) {
            if (random.nextInt(seeds) == 0) {
                many(1, most, happening);
            }
        }

        private void many(int least, int most, Supplier<Happening> happening) {
            int count = least + random.nextInt(most - least + 1);
            for (int made = 0; made < count; made++) {
                happenings.add(happening.get());
            }
        }

        private Happening sends() {
            Content content =
                    switch (random.nextInt(12)) {
                        case 0 -> Content.NOISE;
                        case 1 -> Content.COPY;
                        case 2, 3, 4 -> Content.STOP;
                        default -> Content.START;
                    };
            int lifetime = random.nextInt(5) == 0 ? random.nextInt(10) : 3600;
            return new Happening.Sends(
                    random.nextInt(pace.seconds() / 2),
                    linked && random.nextInt(3) == 0 ? pace.clients() + 1 : wallet(),
                    content,
                    random.nextInt(64),
                    random.nextInt(20),
                    lifetime);
        }

        private Happening disturbs() {
            Fault.Kind kind = oneOf(kinds);
            return new Happening.Disturbs(
                    new Fault(method(), 1 + random.nextInt(2 << random.nextInt(8)), kind, lasts(kind)));
        }

        private Happening storms() {
            Fault.Kind kind = oneOf(kinds);
            String method = method();
            int strength =
                    switch (kind) {
                        case FAILS_BEFORE, FAILS_AFTER, REPEATED, LANDS_LATE -> oneOf(List.of(50, 200, 600));
                        case SLOW_BEFORE, SLOW_AFTER -> oneOf(List.of(20, 100));
                        case DIES_BEFORE, DIES_AFTER, PAUSES_BEFORE, PAUSES_AFTER -> oneOf(List.of(5, 20));
                    };
            boolean wholePort = random.nextBoolean();
            return new Happening.Storms(
                    second(),
                    10 + random.nextInt(pace.seconds()),
                    wholePort ? method.substring(0, method.indexOf('.') + 1) : method,
                    kind,
                    strength,
                    lasts(kind),
                    random.nextLong());
        }

        private int lasts(Fault.Kind kind) {
            return switch (kind) {
                case FAILS_BEFORE, FAILS_AFTER, REPEATED -> 0;
                case LANDS_LATE, SLOW_BEFORE, SLOW_AFTER, DIES_BEFORE, DIES_AFTER -> 1 + random.nextInt(40);
                case PAUSES_BEFORE, PAUSES_AFTER -> 5 + random.nextInt(LONGEST_LEASE_PAUSE);
            };
        }

        private String method() {
            return methods.get(random.nextInt(methods.size()));
        }

        private Happening reorganises() {
            return new Happening.Reorganises(
                    second(), 1 + random.nextInt(Ports.FINAL_DEPTH), random.nextInt(3) == 0, random.nextInt(3));
        }

        private int second() {
            return random.nextInt(pace.seconds());
        }

        private int wallet() {
            return 1 + random.nextInt(pace.clients());
        }

        private int replica() {
            return random.nextInt(pace.replicas());
        }

        private <T> T oneOf(T[] values) {
            return values[random.nextInt(values.length)];
        }

        private <T> T oneOf(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }
    }
}

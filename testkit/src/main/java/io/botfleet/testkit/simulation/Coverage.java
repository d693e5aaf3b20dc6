package io.botfleet.testkit.simulation;

import io.botfleet.domain.command.Stage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How often each thing happened, in one run or in many, to see what they never reach. */
public final class Coverage {
    /** Kinds of things that are counted. */
    public enum Kind {
        /** A call of a port, by its name. */
        CALL,
        /** Something that befell a call, by its name and that of the {@link Fault.Kind}. */
        FAULT,
        /** A call that failed, by its name and how: the fault's doing, or the port's own. */
        FAILURE,
        /** What the seed made happen to the world, by the name of the {@link Happening}. */
        HAPPENING,
        /** A command that came to a stage. */
        STAGE,
        /** A command's end once all is at rest: its stage and, where it did not succeed, why. */
        ENDING,
        /** Something that happens rarely and has to go right all the same. */
        BRANCH
    }

    private final Map<Kind, Map<String, Long>> counts = new EnumMap<>(Kind.class);

    void count(Kind kind, String what) {
        counts.computeIfAbsent(kind, _ -> new TreeMap<>()).merge(what, 1L, Long::sum);
    }

    void count(Branch branch) {
        count(Kind.BRANCH, branch.name());
    }

    /** Takes in what another run counted. */
    public void add(Coverage other) {
        other.counts.forEach((kind, counted) -> counted.forEach((what, times) ->
                counts.computeIfAbsent(kind, _ -> new TreeMap<>()).merge(what, times, Long::sum)));
    }

    /** Everything of a kind that happened at all. */
    public Set<String> of(Kind kind) {
        return Set.copyOf(counts.getOrDefault(kind, Map.of()).keySet());
    }

    /** How often anything of a kind happened. */
    public long total(Kind kind) {
        return counts.getOrDefault(kind, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Tables of everything, for each thousand of so many runs; 0 where something was never reached, 0.0 where hardly. */
    public String table(long runs) {
        StringBuilder table = new StringBuilder("for each 1,000 seeds\n\n");
        table.append("%-34s %10s".formatted("call", "calls"));
        Arrays.stream(Fault.Kind.values()).forEach(kind -> table.append(" %7s".formatted(shortened(kind))));
        table.append('\n');
        SortedSet<String> methods = new TreeSet<>(Ports.METHODS);
        methods.addAll(Ports.OF_BACKTESTS);
        for (String method : methods) {
            table.append("%-34s %10s".formatted(method, rate(Kind.CALL, method, runs)));
            for (Fault.Kind kind : Fault.Kind.values()) {
                table.append(" %7s".formatted(rate(Kind.FAULT, method + " " + kind, runs)));
            }
            table.append('\n');
        }
        for (Kind kind : List.of(Kind.HAPPENING, Kind.STAGE, Kind.ENDING, Kind.BRANCH, Kind.FAILURE)) {
            SortedSet<String> names = new TreeSet<>(possible(kind));
            names.addAll(of(kind));
            table.append('\n')
                    .append(kind.name().toLowerCase(Locale.ROOT))
                    .append('\n')
                    .append(names.stream()
                            .map(what -> "  %-50s %10s".formatted(what, rate(kind, what, runs)))
                            .collect(Collectors.joining("\n", "", "\n")));
        }
        return table.toString();
    }

    private static List<String> possible(Kind kind) {
        return switch (kind) {
            case STAGE -> Arrays.stream(Stage.values()).map(Stage::name).toList();
            case BRANCH -> Arrays.stream(Branch.values()).map(Branch::name).toList();
            case HAPPENING ->
                Arrays.stream(Happening.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList();
            case CALL, FAULT, FAILURE, ENDING -> List.of();
        };
    }

    private String rate(Kind kind, String what, long runs) {
        long times = counts.getOrDefault(kind, Map.of()).getOrDefault(what, 0L);
        double rate = times * 1000.0 / Math.max(1, runs);
        return times == 0 ? "0" : rate < 10 ? "%.1f".formatted(rate) : "%.0f".formatted(rate);
    }

    private static String shortened(Fault.Kind kind) {
        return switch (kind) {
            case FAILS_BEFORE -> "fail<";
            case FAILS_AFTER -> "fail>";
            case REPEATED -> "twice";
            case LANDS_LATE -> "late";
            case SLOW_BEFORE -> "slow<";
            case SLOW_AFTER -> "slow>";
            case DIES_BEFORE -> "dies<";
            case DIES_AFTER -> "dies>";
            case PAUSES_BEFORE -> "pause<";
            case PAUSES_AFTER -> "pause>";
        };
    }
}

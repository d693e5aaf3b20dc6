package io.botfleet.testkit.simulation;

import io.botfleet.domain.document.Json;
import io.botfleet.testkit.memory.Cluster;
import io.botfleet.testkit.memory.JobBehaviour;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.Results;
import java.util.List;
import java.util.Optional;

/** What becomes of a backtest's Job; the strategy that its client commands has this name. */
enum Fate {
    /** It works, and ends with a result. */
    PROFITS(new JobBehaviour.Works(List.of())),
    /** It prints other things for a while, works then, and ends with a result. */
    WARMS_UP(new JobBehaviour.Prints(List.of("downloading candles"))),
    /** It has its result before anybody looks. */
    IS_DONE(new JobBehaviour.Ends(Results.lines(figures("IS_DONE", timerange(), 1)), 0)),
    /** It works, and ends with 0 and without a result. */
    SAYS_NOTHING(new JobBehaviour.Works(List.of())),
    /** It works, and ends with 1. */
    BREAKS(new JobBehaviour.Works(List.of())),
    /** It works, and its node goes. */
    LOSES_ITS_NODE(new JobBehaviour.Works(List.of())),
    /** It works, and never ends by itself. */
    GOES_ON(new JobBehaviour.Works(List.of())),
    /** It ends with 0, since it refuses its configuration. */
    REFUSES(new JobBehaviour.Ends(List.of("x - freqtrade - ERROR - no such exchange"), 0)),
    CRASHES(new JobBehaviour.Ends(List.of("Traceback (most recent call last):"), 2)),
    /** It works on other candles than were ordered, and ends with a result of them. */
    STRAYS(new JobBehaviour.Prints(List.of(
            "Parameter --timerange detected: 20200101-20200201 ...", "Running backtesting for Strategy STRAYS"))),
    /** Its result is of other candles than were ordered. */
    LIES(new JobBehaviour.Ends(Results.lines(figures("LIES", "20200101-20200201", 1)), 0)),
    NEVER_STARTS(new JobBehaviour.NeverStarts()),
    PULLS_NO_IMAGE(new JobBehaviour.PullsNoImage()),
    IS_REJECTED(new JobBehaviour.Refused("quota exceeded"));

    // All of them are values.
    @SuppressWarnings("ImmutableEnumChecker")
    private final JobBehaviour behaviour;

    Fate(JobBehaviour behaviour) {
        this.behaviour = behaviour;
    }

    static void prepare(Cluster cluster) {
        for (Fate fate : values()) {
            cluster.jobs(fate.name(), fate.behaviour);
        }
    }

    /** Of a strategy; empty where it is none of a backtest here. */
    static Optional<Fate> of(String strategy) {
        for (Fate fate : values()) {
            if (fate.name().equals(strategy)) {
                return Optional.of(fate);
            }
        }
        return Optional.empty();
    }

    /** Which of them a client draws: good ones more often. */
    static Fate drawn(int variant) {
        List<Fate> often = List.of(PROFITS, PROFITS, PROFITS, WARMS_UP, WARMS_UP, IS_DONE, GOES_ON, LOSES_ITS_NODE);
        int which = variant % (often.size() + values().length);
        return which < often.size() ? often.get(which) : values()[which - often.size()];
    }

    /** Whether something that it was ordered to do is there to be paid for. */
    boolean isWorth() {
        return switch (this) {
            case PROFITS, WARMS_UP, IS_DONE, SAYS_NOTHING, BREAKS, LOSES_ITS_NODE, GOES_ON -> true;
            case REFUSES, CRASHES, STRAYS, LIES, NEVER_STARTS, PULLS_NO_IMAGE, IS_REJECTED -> false;
        };
    }

    /** Whether it comes to an end by something else than itself and its time. */
    boolean isEnded() {
        return switch (this) {
            case PROFITS, WARMS_UP, SAYS_NOTHING, BREAKS, LOSES_ITS_NODE, STRAYS -> true;
            case IS_DONE, GOES_ON, REFUSES, CRASHES, LIES, NEVER_STARTS, PULLS_NO_IMAGE, IS_REJECTED -> false;
        };
    }

    /** @param serial makes results differ */
    String figures(long serial) {
        return figures(name(), this == STRAYS ? "20200101-20200201" : timerange(), serial);
    }

    /** What all backtests here are ordered to work on. */
    static String timerange() {
        return Platform.backtest("any")
                .get("timerange")
                .map(json -> ((Json.Text) json).value())
                .orElseThrow();
    }

    private static String figures(String strategy, String timerange, long serial) {
        return "{\"strategy_name\":\"" + strategy + "\",\"timeframe\":\"5m\",\"timerange\":\"" + timerange
                + "\",\"stake_currency\":\"USDT\",\"pairlist\":[\"BTC/USDT\"],\"total_trades\":" + serial + "}";
    }
}

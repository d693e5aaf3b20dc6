package io.botfleet.adapters.local.cluster.pod;

import java.time.Duration;

/**
 * How patient the node is; a kubelet's own figures are for fleets, and too slow to watch.
 *
 * @param backOff before the second start of a container that ended; doubled at each quick end after it
 * @param longestBackOff where the doubling ends
 * @param quickEnd a container that ran shorter than this counts towards a crash loop
 * @param firstProbes between probes until the first success, where the manifest says more
 * @param shutdown the longest grace a pod gets when the whole cluster stops
 */
public record Timing(
        Duration backOff, Duration longestBackOff, Duration quickEnd, Duration firstProbes, Duration shutdown) {
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMillis(250),
            Duration.ofSeconds(5));

    /** How long to wait after this many quick ends in a row. */
    Duration backOffAfter(int quickEnds) {
        Duration doubled = backOff.multipliedBy(1L << Math.clamp(quickEnds - 1L, 0, 16));
        return doubled.compareTo(longestBackOff) < 0 ? doubled : longestBackOff;
    }
}

package io.botfleet.adapters.local.cluster.pod;

/**
 * What has to be known of a pod after the cluster's process was killed; times are milliseconds since 1970.
 *
 * @param initialised the init container has succeeded
 * @param containerStartedAt when the container was started last; 0 before
 * @param started its startup probe has succeeded since
 * @param quickEnds how often in a row it ended soon after its start
 * @param lastWords what it printed last before it ended last; empty before
 * @param terminating it is being removed, and is not to be started again
 */
record PodState(
        String name,
        String uid,
        long createdAt,
        boolean initialised,
        long containerStartedAt,
        boolean started,
        boolean ready,
        int restarts,
        int quickEnds,
        String lastWords,
        boolean terminating) {
    static PodState created(String name, String uid, long now) {
        return new PodState(name, uid, now, false, 0, false, false, 0, 0, "", false);
    }

    PodState afterInit() {
        return new PodState(
                name,
                uid,
                createdAt,
                true,
                containerStartedAt,
                started,
                ready,
                restarts,
                quickEnds,
                lastWords,
                terminating);
    }

    PodState containerStarted(long now) {
        return new PodState(
                name, uid, createdAt, initialised, now, false, false, restarts, quickEnds, lastWords, terminating);
    }

    PodState probed(boolean nowStarted, boolean nowReady) {
        return new PodState(
                name,
                uid,
                createdAt,
                initialised,
                containerStartedAt,
                nowStarted,
                nowReady,
                restarts,
                quickEnds,
                lastWords,
                terminating);
    }

    PodState ended(boolean quick, String words) {
        return new PodState(
                name,
                uid,
                createdAt,
                initialised,
                containerStartedAt,
                false,
                false,
                restarts + 1,
                quick ? quickEnds + 1 : 0,
                words,
                terminating);
    }

    PodState steady() {
        return new PodState(
                name,
                uid,
                createdAt,
                initialised,
                containerStartedAt,
                started,
                ready,
                restarts,
                0,
                lastWords,
                terminating);
    }

    PodState asTerminating() {
        return new PodState(
                name,
                uid,
                createdAt,
                initialised,
                containerStartedAt,
                started,
                false,
                restarts,
                quickEnds,
                lastWords,
                true);
    }
}

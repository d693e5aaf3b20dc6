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
 * @param once it runs once, and is never started again
 * @param finished it ran once and has ended; well, where the last words are empty, which otherwise say why not as well
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
        boolean terminating,
        boolean once,
        boolean finished) {
    static PodState created(String name, String uid, long now, boolean once) {
        return new PodState(name, uid, now, false, 0, false, false, 0, 0, "", false, once, false);
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
                terminating,
                once,
                finished);
    }

    PodState containerStarted(long now) {
        return new PodState(
                name,
                uid,
                createdAt,
                initialised,
                now,
                false,
                false,
                restarts,
                quickEnds,
                lastWords,
                terminating,
                once,
                finished);
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
                terminating,
                once,
                finished);
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
                terminating,
                once,
                finished);
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
                terminating,
                once,
                finished);
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
                true,
                once,
                finished);
    }

    /** @param failure empty where it ended well */
    PodState finished(String failure) {
        return new PodState(
                name,
                uid,
                createdAt,
                initialised,
                containerStartedAt,
                false,
                false,
                restarts,
                0,
                failure,
                terminating,
                once,
                true);
    }

    /** Whether it has ended, or its container may have been started. */
    boolean begun() {
        return finished || initialised || containerStartedAt > 0;
    }
}

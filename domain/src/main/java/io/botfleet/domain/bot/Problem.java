package io.botfleet.domain.bot;

/** Why a workload does not do what it should, as the cluster tells it. */
public record Problem(Kind kind, String message) {
    /** The kinds that prove a failure; anything milder is no problem yet. */
    public enum Kind {
        /** The container ends again and again; the message is its own last words. */
        CRASH_LOOP,
        /** The image can't be pulled. */
        IMAGE_PULL,
        /** The manifests could not be rendered or were refused. */
        SYNC_FAILED,
        /** The cluster calls it degraded, or past its progress deadline. */
        DEGRADED
    }
}

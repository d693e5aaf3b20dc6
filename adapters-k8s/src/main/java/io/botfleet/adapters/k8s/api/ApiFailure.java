package io.botfleet.adapters.k8s.api;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API server did not do what it was asked for: nothing is known of what the answer would have been. */
public final class ApiFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Of a request that no server answered. */
    private static final int NO_ANSWER = 0;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final int status;
    private final @Nullable Duration retryAfter;
    private final String what;

    private ApiFailure(int status, @Nullable Duration retryAfter, String what, @Nullable Throwable cause) {
        super(what, cause);
        this.status = status;
        this.retryAfter = retryAfter;
        this.what = what;
    }

    /** @param retryAfter what the server asked for with a 429 or a 503 (RFC 9110, 10.2.3) */
    static ApiFailure refused(int status, Optional<Duration> retryAfter, String what) {
        return new ApiFailure(status, retryAfter.orElse(null), what, null);
    }

    /** What a server says in the middle of an answer that began well. */
    public static ApiFailure ofStatus(int status, String what) {
        return new ApiFailure(status, null, what, null);
    }

    static ApiFailure noAnswer(String what, Throwable cause) {
        return new ApiFailure(NO_ANSWER, null, what, cause);
    }

    /** What was asked, and what the server or the network said; never a token. */
    public String what() {
        return what;
    }

    public boolean isAbsent() {
        return status == NOT_FOUND;
    }

    /** A precondition did not hold. */
    public boolean isConflict() {
        return status == CONFLICT;
    }

    /** The request was understood and makes no sense now, like one for the log of a container that has not started. */
    public boolean isBadRequest() {
        return status == BAD_REQUEST;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

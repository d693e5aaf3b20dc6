package io.botfleet.adapters.rest.problem;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** Ends a request with a problem; it never leaves this adapter, and what it says is shown to the caller. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final Optional<String> field;
    private final Optional<Duration> retryAfter;

    private Refusal(ProblemType type, String detail, Optional<String> field, Optional<Duration> retryAfter) {
        super(detail, null, false, false);
        this.type = type;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    public static Refusal of(ProblemType type, String detail) {
        return new Refusal(type, detail, Optional.empty(), Optional.empty());
    }

    /** The same request may succeed after a while. */
    public static Refusal until(ProblemType type, String detail, Duration retryAfter) {
        return new Refusal(type, detail, Optional.empty(), Optional.of(retryAfter));
    }

    /** @param why what the field must be, without repeating its value */
    public static Refusal invalid(String field, String why) {
        return new Refusal(ProblemType.INVALID, why, Optional.of(field), Optional.empty());
    }

    ProblemType type() {
        return type;
    }

    Optional<String> field() {
        return field;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}

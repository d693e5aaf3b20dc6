package io.botfleet.domain.settlement;

import java.util.Optional;

/** How a command is settled. */
public sealed interface Decision {
    /** The fee is captured. */
    record Approve() implements Decision {}

    /** The fee goes back to the wallet that paid it. */
    record Rollback(Reason reason) implements Decision {}

    /** The contract's {@code verdict8}. */
    default int verdictCode() {
        return switch (this) {
            case Approve _ -> 0;
            case Rollback _ -> 1;
        };
    }

    /** The contract's {@code reason8}: 0 for an approval. */
    default int reasonCode() {
        return switch (this) {
            case Approve _ -> 0;
            case Rollback rollback -> rollback.reason().code();
        };
    }

    static Decision of(int verdictCode, int reasonCode) {
        if (verdictCode == 0 && reasonCode == 0) {
            return new Approve();
        }
        Optional<Reason> reason = Reason.ofCode(reasonCode);
        if (verdictCode == 1 && reason.isPresent()) {
            return new Rollback(reason.get());
        }
        throw new IllegalArgumentException("no decision has verdict " + verdictCode + " and reason " + reasonCode);
    }
}

package io.botfleet.domain.settlement;

import java.util.Arrays;
import java.util.Optional;

/** Why a command was rolled back; the code goes on chain, words only to the client itself. */
public enum Reason {
    /** The envelope does not open: noise, an unknown or retired key, or made for another sender, chain or contract. */
    UNREADABLE(1),
    /** It opened, and what it holds is no valid command. */
    INVALID(2),
    /** The same envelope, or the same client and command key, came before. */
    DUPLICATE(3),
    /** It was mined after its own {@code notAfter}, or the approval could not be mined before the deadline. */
    EXPIRED(4),
    /** A newer command of the same client took its place. */
    SUPERSEDED(5),
    /** The platform had no room for it in time. */
    CAPACITY(6),
    /** There was no proof of the execution before the cut-off. */
    TIMEOUT(7),
    /** A stop, where nothing runs and nothing is on its way. */
    NOTHING_TO_STOP(8),
    /** The cluster could not deploy it: it refused the manifests, or the image could not be had. */
    NOT_DEPLOYED(9),
    /** Freqtrade was started and ended, or never became ready. */
    EXECUTION_FAILED(10),
    /** Something runs, and it is not what was commanded. */
    MISMATCH(11),
    /** A replacement would take over open positions without saying so. */
    POSITIONS_OPEN(12),
    /** The client has no right to use the strategy. */
    STRATEGY_NOT_ALLOWED(14);

    private final int code;

    Reason(int code) {
        this.code = code;
    }

    /** The {@code uint8} that the contract logs; 0 is left for approvals. */
    public int code() {
        return code;
    }

    public static Optional<Reason> ofCode(int code) {
        return Arrays.stream(values()).filter(reason -> reason.code == code).findFirst();
    }
}

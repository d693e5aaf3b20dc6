package io.botfleet.domain.command;

import io.botfleet.domain.document.Wording;
import io.botfleet.domain.settlement.Reason;

/**
 * Why a command does not succeed.
 *
 * @param detail words for the client over REST; never on chain, where they would publish decrypted content
 * @param end what is to follow once the deployment is undone
 */
public record Ending(Reason reason, String detail, End end) {
    /** How a command that did not succeed ends. */
    public enum End {
        REFUND,
        RECLAIMED,
        VANISHED
    }

    private static final int LONGEST_DETAIL = 2_000;

    public Ending {
        detail = Wording.clean(detail, LONGEST_DETAIL);
    }

    public static Ending refund(Reason reason, String detail) {
        return new Ending(reason, detail, End.REFUND);
    }
}

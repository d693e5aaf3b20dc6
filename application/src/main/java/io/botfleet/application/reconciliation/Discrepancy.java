package io.botfleet.application.reconciliation;

/**
 * Something that does not fit together and that the platform does not, or not yet, put right by itself.
 *
 * @param subject what it is about: {@code cliente-001}, {@code command 3 of cliente-001}, or the path of a file in Git
 * @param what what was seen, as one sentence without anything secret
 */
public record Discrepancy(Kind kind, String subject, String what) {
    /** What can be found, each with what a person is to do about it. */
    public enum Kind {
        VALUES_MISSING(
                "A bot was approved and its file is gone from Git: put the file back, or let the client send a stop."),
        VALUES_ALTERED("Somebody changed a bot's file by hand: restore it from the commit that the command names."),
        VALUES_WITHOUT_COMMAND(
                "A bot's file is in Git that no command asks for: it is taken away once the bot says that it is flat;"
                        + " where the bot can't say so, look at the exchange and remove the file by hand."),
        WORKLOAD_WITHOUT_VALUES(
                "The cluster runs a bot that Git does not have: look why the cluster does not remove it."),
        BOT_DOWN("An approved bot does not run as it should: its last words say why; its client can start it anew."),
        SETTLEMENT_LATE("A verdict is not on chain past its deadline: look at the settler's funds and at the node."),
        SETTLEMENT_UNREAD(
                "The contract holds no fee for a command whose end was not read from the chain: it is read again every"
                        + " minute; where that finds nothing, the node keeps events back: name another one."),
        VERDICT_CONTRADICTED(
                "The chain settled a command otherwise than this platform decided: see that nothing else settles with this"
                        + " settler's key, and change it where something does; the client is charged or refunded as the"
                        + " chain says, and what it wants to run it has to order again.");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }

        /** What a person is to do, as a sentence or two. */
        public String remedy() {
            return remedy;
        }
    }
}

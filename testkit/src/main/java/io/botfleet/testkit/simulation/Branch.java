package io.botfleet.testkit.simulation;

/** What happens rarely and has to go right all the same; {@link Coverage} tells whether runs ever get there. */
enum Branch {
    /** An undo took a file out of Git. */
    UNDONE_TO_NOTHING,
    /** An undo brought an earlier bot's file back. */
    UNDONE_TO_THE_FORMER_BOT,
    /** An undo left a bot that holds positions, and that starts paused from there on. */
    UNDONE_TO_A_PAUSED_BOT,
    /** A live bot was paused in Git, before it was undone or another one took its place, that the cluster had yet to bring up. */
    PAUSED_ON_ITS_WAY,
    /** A live bot that makes way was paused in Git before it went. */
    PAUSED_FIRST,
    /** A bot that had said that it is paused came up trading, since it started anew before the cluster had its values. */
    RESTARTED_TRADING,
    /** A bot that no command asks for was taken away. */
    WITHDRAWN,
    /** A bot that nobody asks for, and that holds positions, was started anew. */
    RESTARTED_PAUSED,
    /** A stop was approved although its bot holds positions. */
    DRAINED_WITH_POSITIONS,
    /** A client took the fee of a command back that was about to be approved. */
    RECLAIMED_BEFORE_ITS_APPROVAL,
    /** A settlement was signed again with higher fees. */
    FEES_RAISED,
    /** A nonce was used up for nothing, since it held back those above it. */
    NONCE_FILLED,
    /** A batch took effect without one of its entries. */
    BATCH_WITH_A_BAD_ENTRY,
    /** A settlement was mined and took no effect. */
    SETTLED_FOR_NOTHING,
    /** A command whose block left the chain came back. */
    MINED_AGAIN,
    /** Commands got other numbers by a reorganisation. */
    RENUMBERED,
    /** A command gave its number to another one. */
    DISPLACED,
    /** Another command took the number of one of which nothing was left. */
    SUCCEEDED,
    /** A leader found that another one had been there. */
    OVERTAKEN,
    /** A step was not saved, since somebody else was first. */
    SAVE_LOST,
    /** A wallet became one more of a client. */
    WALLET_LINKED,
    /** The node lost a settlement that it had accepted. */
    FORGOTTEN_BY_THE_NODE,
    /** The reader found the chain without what was final. */
    HALTED_PAST_FINALITY,
    /** The database was put back to a state without some of what had happened. */
    RESTORED_WITHOUT_SOME,
    /** A deadline passed while no replica ran. */
    DEADLINE_IN_THE_DARK,
    /** A backtest came to its end with a result. */
    BACKTEST_SUCCEEDED,
    /** A backtest was paid for and ended without a result. */
    BACKTEST_FAILED,
    /** A backtest was paid for and took too long. */
    BACKTEST_TIMED_OUT,
    /** A backtest was paid for, and an older copy of the database that was put back knows nothing of its pod. */
    BACKTEST_LOST,
    /** A backtest was approved by its result alone: nobody saw it at work. */
    BACKTEST_APPROVED_BY_ITS_RESULT,
    /** A backtest waited for earlier ones of its client. */
    BACKTEST_WAITED,
    /** A backtest was at work, and its fee went back. */
    BACKTEST_REFUNDED_AT_WORK,
    /** The values of a refunded backtest were found in Git and withdrawn. */
    BACKTEST_WITHDRAWN_AFTER_ITS_REFUND,
    /** A bot was woken up to by what the cluster told. */
    WOKEN_BY_THE_CLUSTER,
    /** The reconciler found something that does not fit together. */
    DISCREPANCY_TOLD
}

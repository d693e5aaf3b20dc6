package io.botfleet.application.command;

import java.time.Duration;

/**
 * What an operator decides about how commands are handled.
 *
 * @param confirmations blocks on top of a command's before it counts
 * @param blockTime the chain's usual time between blocks
 * @param finalityLag how long after its timestamp a block is final, with room to spare
 * @param mostBots how many bots the platform has room for
 * @param mostBacktests how many backtests of one client are under way at once
 * @param restorePatience how long a refund waits to see the former bot back
 * @param orphanGrace how long a command whose block left the chain is left alone
 * @param replaceAfter how long a sent settlement may stay unmined before it is sent again with higher fees
 * @param lookAgain how long to wait before something that can't be told yet is looked at again
 * @param gatherRefunds how long a refund waits for others, to be settled with them in one transaction: a payer that is a
 *     contract can make each cost three times as much, and the platform pays
 */
public record Policy(
        int confirmations,
        Duration blockTime,
        Duration finalityLag,
        int mostBots,
        int mostBacktests,
        Duration restorePatience,
        Duration orphanGrace,
        Duration replaceAfter,
        Duration lookAgain,
        Duration gatherRefunds) {
    public Policy {
        if (confirmations < 0 || mostBots < 1 || mostBacktests < 1) {
            throw new IllegalArgumentException(
                    "confirmations are 0 or more, and there is room for a bot and for a backtest");
        }
    }
}

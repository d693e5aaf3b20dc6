package io.botfleet.application.command;

import io.botfleet.application.chain.Cursor;
import io.botfleet.domain.command.Command;

/**
 * How long a bot that is to make way, and does not tell what it holds, is waited for: until a block was read that is so much
 * younger than the time at which it was asked first. Blocks are the same for every replica: one whose clock is ahead of the
 * others' cuts no bot's time short, and one that has yet to catch up with the chain does not either.
 */
final class Patience {
    private final Inbox inbox;
    private final Policy policy;

    Patience(Inbox inbox, Policy policy) {
        this.inbox = inbox;
        this.policy = policy;
    }

    boolean isLeft(Command command) {
        return command.askedInVainSince()
                .flatMap(first -> inbox.cursor()
                        .map(Cursor::at)
                        .filter(read -> !read.isBefore(first.plus(policy.restorePatience()))))
                .isEmpty();
    }
}

package io.botfleet.application.chain;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;

/** What the contract's log holds, decoded. */
public sealed interface ChainEvent {
    BlockRef block();

    record Submitted(Submission submission) implements ChainEvent {
        @Override
        public BlockRef block() {
            return submission.block();
        }
    }

    /** A command's fee reached its end; a batch gives one of these for each entry. */
    record Settled(CommandId command, OnChain fact) implements ChainEvent {
        @Override
        public BlockRef block() {
            return fact.block();
        }
    }

    /** A wallet now speaks for a client. */
    record WalletLinked(ClientId client, Address wallet, BlockRef block) implements ChainEvent {}
}

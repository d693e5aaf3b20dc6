package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks that no command was left out: the contract numbers them without gaps, and tells the next number as of any
 * block whose state the node still has.
 */
final class Completeness {
    private record Known(Hash block, long nextCommand) {}

    private final EvmNode node;
    private final Address gateway;
    private final long startBlock;
    private volatile Optional<Known> latest = Optional.empty();

    /** @param startBlock the block that created the gateway */
    Completeness(EvmNode node, Address gateway, long startBlock) {
        this.node = node;
        this.gateway = gateway;
        this.startBlock = startBlock;
    }

    /** Throws {@link Unavailable} where the events after one block up to another lack a command. */
    void check(BlockRef after, BlockRef last, List<ChainEvent> events) {
        OptionalLong next = nextCommandAt(after);
        for (ChainEvent event : events) {
            if (event instanceof ChainEvent.Submitted(var submission)) {
                long number = submission.id().number();
                if (next.isPresent() && next.getAsLong() != number) {
                    throw new Unavailable(
                            "the node gave command " + number + " where " + next.getAsLong() + " comes next");
                }
                next = OptionalLong.of(number + 1);
            }
        }
        OptionalLong told = nextCommandAt(last);
        if (next.isPresent() && told.isPresent() && told.getAsLong() != next.getAsLong()) {
            throw new Unavailable("the node's log ends before command " + next.getAsLong()
                    + ", and the contract says that the next one is " + told.getAsLong());
        }
        OptionalLong known = told.isPresent() ? told : next;
        if (known.isPresent()) {
            latest = Optional.of(new Known(last.hash(), known.getAsLong()));
        }
    }

    private OptionalLong nextCommandAt(BlockRef block) {
        if (block.number() < startBlock) {
            return OptionalLong.of(1);
        }
        Optional<Known> known = latest;
        if (known.isPresent() && known.get().block().equals(block.hash())) {
            return OptionalLong.of(known.get().nextCommand());
        }
        Optional<Bytes> returned = node.callAt(block.hash(), gateway, GatewayCalls.NEXT_COMMAND_ID);
        // A node that has dropped the state says so, or gives nothing where the contract is.
        return returned.filter(value -> value.size() > 0)
                .map(value -> OptionalLong.of(GatewayCalls.integer(value).longValueExact()))
                .orElse(OptionalLong.empty());
    }
}

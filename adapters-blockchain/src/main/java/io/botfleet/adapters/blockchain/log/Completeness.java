package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
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
    private volatile Optional<Known> latest = Optional.empty();

    Completeness(EvmNode node, Address gateway) {
        this.node = node;
        this.gateway = gateway;
    }

    /** Throws {@link Unavailable} where the events after one block up to another lack a command. */
    void check(Hash after, Hash last, List<ChainEvent> events) {
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
            latest = Optional.of(new Known(last, known.getAsLong()));
        }
    }

    private OptionalLong nextCommandAt(Hash block) {
        Optional<Known> known = latest;
        if (known.isPresent() && known.get().block().equals(block)) {
            return OptionalLong.of(known.get().nextCommand());
        }
        Optional<Bytes> returned = node.callAt(block, gateway, GatewayCalls.NEXT_COMMAND_ID);
        if (returned.isEmpty()) {
            return OptionalLong.empty();
        }
        // No answer from a contract means that it was not deployed yet.
        return OptionalLong.of(
                returned.get().size() == 0
                        ? 1
                        : GatewayCalls.integer(returned.get()).longValueExact());
    }
}

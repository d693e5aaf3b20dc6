package io.botfleet.bootstrap.local;

import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.node.Request;
import java.time.Instant;
import java.util.List;

/** The development chain's clock, which can be set on; it never goes back. */
public final class DevelopmentTime {
    private DevelopmentTime() {}

    /** Sets the clock to a later time and mines a block with it, or a block after it; both count whole seconds. */
    public static void set(JsonRpc rpc, Instant time) {
        rpc.ask(new Request("evm_setNextBlockTimestamp", List.of(time.getEpochSecond())));
        rpc.ask(new Request("evm_mine", List.of()));
    }
}

package io.botfleet.bootstrap.local;

import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.node.Request;
import java.time.Duration;
import java.util.List;

/** The development chain's clock, which can be set on; it never goes back. */
public final class DevelopmentTime {
    private DevelopmentTime() {}

    /** Sets the clock on and mines a block with the new time. */
    public static void pass(JsonRpc rpc, Duration time) {
        rpc.ask(new Request("evm_increaseTime", List.of(time.toSeconds())));
        rpc.ask(new Request("evm_mine", List.of()));
    }
}

package io.botfleet.adapters.local.chain;

import java.io.Serial;

/** A JSON-RPC error that the caller gets as it is. */
final class RpcRefusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    RpcRefusal(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}

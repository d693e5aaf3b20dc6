package io.botfleet.adapters.blockchain.node;

import java.util.List;

/** One call of a JSON-RPC method. */
public record Request(String method, List<Object> parameters) {
    public Request {
        parameters = List.copyOf(parameters);
    }

    public static Request of(String method, Object... parameters) {
        return new Request(method, List.of(parameters));
    }
}

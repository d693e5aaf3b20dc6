package io.botfleet.testkit.rpc;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a JSON-RPC method. */
public record Call(String method, List<@Nullable Object> parameters) {
    static Call read(Map<?, ?> request) {
        Object parameters = request.get("params");
        return new Call(
                String.valueOf(request.get("method")),
                parameters instanceof List<?> list ? new java.util.ArrayList<>(list) : List.of());
    }

    public static Call of(String method, @Nullable Object... parameters) {
        return new Call(method, java.util.Arrays.asList(parameters));
    }

    /** A parameter that is text; empty where it is none. */
    public String text(int place) {
        return place < parameters.size() && parameters.get(place) instanceof String words ? words : "";
    }

    /** A member of the filter that the first parameter is; empty where it is none. */
    public String filter(String name) {
        return !parameters.isEmpty() && parameters.getFirst() instanceof Map<?, ?> filter
                ? String.valueOf(filter.containsKey(name) ? filter.get(name) : "")
                : "";
    }

    /** How many blocks a call for logs by numbers asks for; 0 for any other call. */
    public long blocksAskedFor() {
        return method.equals("eth_getLogs") && !filter("fromBlock").isEmpty()
                ? Long.decode(filter("toBlock")) - Long.decode(filter("fromBlock")) + 1
                : 0;
    }
}

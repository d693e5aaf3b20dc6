package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;

/** A node's answer to one call, where there was one. */
public sealed interface Reply {
    record Result(JsonNode value) implements Reply {}

    /**
     * The node's refusal, by JSON-RPC 2.0 and EIP-1474.
     *
     * @param message the node's own words
     * @param data what a revert returned, as hexadecimal; empty where there is none
     */
    record Failure(int code, String message, String data) implements Reply {
        private static final int METHOD_NOT_FOUND = -32601;

        boolean methodIsMissing() {
            return code == METHOD_NOT_FOUND;
        }
    }
}

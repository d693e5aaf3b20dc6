package io.botfleet.testkit.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back to the client. */
public sealed interface Answer {
    /** A JSON-RPC answer; the proxy puts the call's id into it. */
    record Json(Map<String, @Nullable Object> members) implements Answer {
        /** The result; {@code null} for a refusal too. */
        public @Nullable Object result() {
            return members.get("result");
        }

        public boolean refused() {
            return members.get("error") != null;
        }
    }

    /** Something else than JSON-RPC. */
    record Http(int status, Map<String, String> headers, String body) implements Answer {}

    /** The connection is closed without an answer. */
    record Dropped() implements Answer {}

    /** The connection stays open, and nothing comes. */
    record Silent() implements Answer {}

    /** The first half of an answer, and then the connection is closed. */
    record Half(Json whole) implements Answer {}

    /** The first half of an answer, and then nothing more comes. */
    record Stalled(Json whole) implements Answer {}

    static Json result(@Nullable Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("jsonrpc", "2.0");
        members.put("result", value);
        return new Json(members);
    }

    /** A refusal in a node's words. */
    static Json error(int code, String message) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("jsonrpc", "2.0");
        members.put("error", Map.of("code", code, "message", message));
        return new Json(members);
    }
}

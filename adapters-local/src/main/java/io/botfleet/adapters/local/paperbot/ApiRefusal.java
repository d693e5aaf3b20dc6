package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;

/** An answer other than success, in the shape Freqtrade's API gives it. */
final class ApiRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode body;
    private final String challenge;

    private ApiRefusal(int status, JsonNode body, String challenge) {
        super(body.toString());
        this.status = status;
        this.body = body;
        this.challenge = challenge;
    }

    /** What Freqtrade calls an RPCException: the bot could not do it. */
    static ApiRefusal rpc(String path, String reason) {
        return new ApiRefusal(502, Json.object().put("error", "Error querying " + path + ": " + reason), "");
    }

    static ApiRefusal detail(int status, String detail) {
        return new ApiRefusal(status, Json.object().put("detail", detail), "");
    }

    /** Refused credentials, with the challenge of RFC 9110 where Freqtrade sends one. */
    static ApiRefusal unauthorized(String detail, String challenge) {
        return new ApiRefusal(401, Json.object().put("detail", detail), challenge);
    }

    /** A request whose field {@code name} in {@code place} (body or query) is missing or of the wrong type. */
    static ApiRefusal unprocessable(String place, String name, String message) {
        var body = Json.object();
        var problem = body.putArray("detail").addObject();
        problem.putArray("loc").add(place).add(name);
        problem.put("msg", message);
        return new ApiRefusal(422, body, "");
    }

    int status() {
        return status;
    }

    JsonNode body() {
        return body;
    }

    String challenge() {
        return challenge;
    }
}

package io.botfleet.adapters.rest.problem;

import io.micronaut.http.HttpStatus;

/** Every kind of problem that this API answers with; programs tell them apart by {@link #uri()}. */
public enum ProblemType {
    BAD_REQUEST("bad-request", HttpStatus.BAD_REQUEST, "The request can't be understood"),
    MALFORMED("malformed", HttpStatus.BAD_REQUEST, "The body is not JSON"),
    INVALID("invalid", HttpStatus.BAD_REQUEST, "A value is not what it should be"),
    FOREIGN_ORIGIN("foreign-origin", HttpStatus.FORBIDDEN, "A page from elsewhere may not ask"),
    LOGS_WITHHELD("logs-withheld", HttpStatus.FORBIDDEN, "This platform keeps what bots and backtests print to itself"),
    ROUTE_UNKNOWN("route-unknown", HttpStatus.NOT_FOUND, "There is nothing at this path"),
    CLIENT_UNKNOWN("client-unknown", HttpStatus.NOT_FOUND, "No command of this client is known"),
    COMMAND_UNKNOWN("command-unknown", HttpStatus.NOT_FOUND, "This command is not known"),
    BACKTEST_UNKNOWN("backtest-unknown", HttpStatus.NOT_FOUND, "No such backtest is known"),
    TRANSACTION_UNKNOWN("transaction-unknown", HttpStatus.NOT_FOUND, "The node does not know this transaction"),
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "This path has no such method"),
    NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "None of the accepted media types is served"),
    TRANSACTION_PENDING("transaction-pending", HttpStatus.CONFLICT, "No block carries this transaction yet"),
    NOT_SETTLED("not-settled", HttpStatus.CONFLICT, "This command is not settled yet"),
    NO_RESULTS("no-results", HttpStatus.CONFLICT, "This backtest has no results"),
    NO_EVIDENCE("no-evidence", HttpStatus.CONFLICT, "This command was settled without evidence"),
    CONFLICT("conflict", HttpStatus.CONFLICT, "Somebody else was first"),
    TOO_LARGE("too-large", HttpStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body has to be application/json"),
    TRANSACTION_WITHOUT_COMMAND(
            "transaction-without-command",
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The transaction carries no command for this gateway"),
    INTERNAL("internal", HttpStatus.INTERNAL_SERVER_ERROR, "The platform made a mistake"),
    UNAVAILABLE("unavailable", HttpStatus.SERVICE_UNAVAILABLE, "A part that this needs can't be reached"),
    TOO_MANY_STREAMS("too-many-streams", HttpStatus.SERVICE_UNAVAILABLE, "Too many follow already");

    private final String name;
    private final HttpStatus status;
    private final String title;

    ProblemType(String name, HttpStatus status, String title) {
        this.name = name;
        this.status = status;
        this.title = title;
    }

    /** Stable, and a name only: nothing is served there. */
    public String uri() {
        return "urn:botfleet:problem:" + name;
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }
}

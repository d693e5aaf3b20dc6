package io.botfleet.adapters.rest.problem;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Turns whatever the HTTP server refuses by itself into a problem, in our words and with nothing of its inside. */
@Singleton
final class Problems implements ErrorResponseProcessor<Problem> {
    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        return written(context.getRequest(), refusalOf(response.code(), context.getRequest()), response);
    }

    private static Refusal refusalOf(int status, HttpRequest<?> request) {
        return switch (status) {
            case 403 -> Refusal.of(ProblemType.FOREIGN_ORIGIN, "The header Origin names another host than this one.");
            case 404 -> Refusal.of(ProblemType.ROUTE_UNKNOWN, "/openapi.yml lists every path.");
            case 405 ->
                Refusal.of(
                        ProblemType.METHOD_NOT_ALLOWED,
                        request.getMethodName() + " is not among the methods of this path.");
            case 406 ->
                Refusal.of(
                        ProblemType.NOT_ACCEPTABLE,
                        "Answers are application/json, except where /openapi.yml says otherwise.");
            case 413 -> Refusal.of(ProblemType.TOO_LARGE, "No request to this API is that large.");
            case 415 -> Refusal.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
            case 503 -> Refusal.of(ProblemType.UNAVAILABLE, "/health names the part.");
            default ->
                status < 500
                        ? Refusal.of(ProblemType.BAD_REQUEST, "/openapi.yml says what this path takes.")
                        : Refusal.of(ProblemType.INTERNAL, "The platform's log says more.");
        };
    }

    /** The same for what was refused before any of it was looked at. */
    static void complete(HttpRequest<?> request, MutableHttpResponse<?> response) {
        written(request, refusalOf(response.code(), request), response);
    }

    static HttpResponse<Problem> answer(HttpRequest<?> request, Refusal refusal) {
        return written(request, refusal, HttpResponse.ok());
    }

    private static MutableHttpResponse<Problem> written(
            HttpRequest<?> request, Refusal refusal, MutableHttpResponse<?> response) {
        ProblemType type = refusal.type();
        Problem problem = new Problem(
                type.uri(),
                type.title(),
                type.status().getCode(),
                refusal.field().map(field -> field + " " + refusal.detail()).orElse(refusal.detail()),
                request.getPath(),
                refusal.field()
                        .map(field -> List.of(new Problem.FieldError(field, refusal.detail())))
                        .orElse(null));
        refusal.retryAfter()
                .map(Problems::wholeSeconds)
                .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait));
        return response.status(type.status()).body(problem).contentType(Problem.MEDIA_TYPE);
    }

    private static String wholeSeconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}

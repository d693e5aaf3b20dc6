package io.botfleet.adapters.rest.problem;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong outside is for the operator's log: an adapter's words may name hosts and accounts. */
@Singleton
final class PortFailureHandler implements ExceptionHandler<PortFailure, HttpResponse<?>> {
    private static final Logger LOG = LoggerFactory.getLogger(PortFailureHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // The framework's interface has the raw type.
    public HttpResponse<?> handle(HttpRequest request, PortFailure failure) {
        return Problems.answer(
                request,
                switch (failure) {
                    case Unavailable unavailable -> {
                        // Without the stack: while a part is down, every request ends here.
                        LOG.warn(
                                "{} {}: {}; the caller was told to come again, /health names the part and what to do",
                                request.getMethodName(),
                                request.getPath(),
                                unavailable.what());
                        yield Refusal.until(
                                ProblemType.UNAVAILABLE, "/health names the part.", unavailable.retryAfter());
                    }
                    case Conflict conflict -> {
                        LOG.warn(
                                "{} {}: {}; nothing to do, the caller was told to read again",
                                request.getMethodName(),
                                request.getPath(),
                                conflict.what());
                        yield Refusal.of(ProblemType.CONFLICT, "Read again what this was based on.");
                    }
                    case Permanent permanent -> {
                        LOG.error(
                                "{} {}: {}; it does not work before somebody changes that",
                                request.getMethodName(),
                                request.getPath(),
                                permanent.what(),
                                permanent);
                        yield Refusal.of(
                                ProblemType.INTERNAL,
                                "It can't work until the operator changes what the platform's log says.");
                    }
                });
    }
}

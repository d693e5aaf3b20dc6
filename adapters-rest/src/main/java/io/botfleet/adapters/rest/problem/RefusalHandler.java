package io.botfleet.adapters.rest.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

@Singleton
final class RefusalHandler implements ExceptionHandler<Refusal, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes") // The framework's interface has the raw type.
    public HttpResponse<?> handle(HttpRequest request, Refusal refusal) {
        return Problems.answer(request, refusal);
    }
}

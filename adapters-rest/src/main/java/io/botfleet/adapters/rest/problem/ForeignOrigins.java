package io.botfleet.adapters.rest.problem;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Says in a body why a page from elsewhere is refused: the server itself answers such a request to loopback with a bare 403
 * (CorsFilter of micronaut-http-server, against drive-by requests).
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ForeignOrigins {
    @ResponseFilter
    void filter(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (response.code() == HttpStatus.FORBIDDEN.getCode()
                && response.getBody().isEmpty()) {
            Problems.complete(request, response);
        }
    }
}

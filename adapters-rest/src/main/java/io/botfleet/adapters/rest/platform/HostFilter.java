package io.botfleet.adapters.rest.platform;

import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Set;

/**
 * Refuses requests for a host that the platform does not go by: a page elsewhere could otherwise point a name of its own at
 * this machine, and read every order (DNS rebinding).
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class HostFilter {
    private final Set<String> hosts;

    /** @param hosts names without a port; loopback's when the operator names none */
    HostFilter(@Value("${botfleet.hosts:`localhost,127.0.0.1,[::1]`}") Set<String> hosts) {
        this.hosts = Set.copyOf(hosts);
    }

    @RequestFilter
    void filter(HttpRequest<?> request) {
        String host = request.getHeaders().get(HttpHeaders.HOST);
        if (host != null && !hosts.contains(host.replaceFirst(":\\d+$", ""))) {
            throw Refusal.of(ProblemType.BAD_REQUEST, "The header Host names another host than this one.");
        }
    }
}

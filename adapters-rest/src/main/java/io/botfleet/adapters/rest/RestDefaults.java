package io.botfleet.adapters.rest;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.PropertySource;
import java.util.Map;

/** What this adapter asks of the server; any configuration of the application's own goes before it. */
@ContextConfigurer
public final class RestDefaults implements ApplicationContextConfigurer {
    /** Below application.yml, the environment and system properties: a higher one overrides a lower one. */
    private static final int LOWEST = -10_000;

    /** The defaults, by property name. */
    public static Map<String, Object> properties() {
        return Map.ofEntries(
                // There is no login yet, so that nobody but this machine's users may ask.
                Map.entry("micronaut.server.host", "127.0.0.1"),
                // The largest body is a signed transaction with an envelope of 8 KiB, twice as long in hexadecimal.
                Map.entry("micronaut.server.max-request-size", "64KB"),
                Map.entry("micronaut.server.max-request-buffer-size", "64KB"),
                Map.entry("micronaut.server.idle-timeout", "2m"),
                Map.entry("micronaut.server.date-header", true),
                // A field that has no value yet is null: clients see every field of a shape.
                Map.entry("micronaut.serde.serialization.inclusion", "ALWAYS"),
                Map.entry("micronaut.metrics.enabled", true),
                Map.entry("micronaut.metrics.export.prometheus.enabled", true),
                Map.entry("micronaut.metrics.export.prometheus.descriptions", true),
                Map.entry("micronaut.metrics.binders.web.enabled", true),
                Map.entry("endpoints.all.enabled", false),
                Map.entry("endpoints.prometheus.enabled", true),
                Map.entry("endpoints.prometheus.sensitive", false));
    }

    @Override
    public void configure(ApplicationContextBuilder builder) {
        builder.propertySources(PropertySource.of("botfleet-rest", properties(), LOWEST));
    }
}

package io.botfleet.adapters.rest.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Readiness: whether every part that a replica needs can be used, from looks of the last seconds. Other parts and alarms are
 * told beside it and make no platform unready: what they are about is the same on every replica, and the rest of the work goes on.
 */
@Controller("/health")
@Tag(name = "operations")
final class HealthController {
    /**
     * @param status UP only where every part is that a replica needs
     * @param alarms what else a person has to look at, the oldest first
     */
    @Serdeable
    @Schema(name = "Health")
    record Health(PartHealth.Status status, Map<String, ShownPart> parts, List<ShownAlarm> alarms) {}

    /** @param message what is wrong and what to do */
    @Serdeable
    @Schema(name = "Alarm")
    record ShownAlarm(String kind, String subject, Instant since, String message) {}

    /**
     * @param message what is wrong and what to do; null while it is up
     * @param details what is to be known of it while it is up; left out where that is nothing
     */
    @Serdeable
    @Schema(name = "PartHealth")
    record ShownPart(
            PartHealth.Status status,
            Instant since,
            @Nullable String message,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> details) {}

    private final HealthWatch watch;
    private final Alarms alarms;

    HealthController(HealthWatch watch, Alarms alarms) {
        this.watch = watch;
        this.alarms = alarms;
    }

    @Get
    @Operation(operationId = "health", summary = "How each part is, by name, and what else is wrong")
    @ApiResponse(
            responseCode = "200",
            description = "Every part is up that a replica needs",
            content = @Content(schema = @Schema(implementation = Health.class)))
    @ApiResponse(
            responseCode = "503",
            description = "At least one of those parts is down, or not looked at yet",
            content = @Content(schema = @Schema(implementation = Health.class)))
    HttpResponse<Health> health() {
        Map<String, ShownPart> parts = new LinkedHashMap<>();
        List<HealthWatch.Watched> watched = watch.parts();
        watched.forEach(part -> parts.put(part.name(), shown(part.health())));
        boolean up =
                watched.stream().allMatch(part -> part.health().status() == PartHealth.Status.UP || !part.isNeeded());
        List<ShownAlarm> open = alarms.open().stream()
                .map(alarm -> new ShownAlarm(alarm.kind(), alarm.subject(), alarm.since(), alarm.message()))
                .toList();
        Health health = new Health(up ? PartHealth.Status.UP : PartHealth.Status.DOWN, parts, open);
        return (up ? HttpResponse.ok(health) : HttpResponse.serverError(health).status(503))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static ShownPart shown(PartHealth part) {
        return new ShownPart(part.status(), part.since(), part.message().orElse(null), new TreeMap<>(part.details()));
    }
}

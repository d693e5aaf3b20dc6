package io.botfleet.adapters.rest;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Liveness: that this process answers, and nothing about its parts. */
@Controller("/api/v1/ping")
@Tag(name = "operations")
final class PingController {
    /** Freqtrade's own answer to the same path. */
    @Serdeable
    @Schema(name = "Pong")
    record Pong(String status) {}

    @Get
    @Operation(operationId = "ping", summary = "Whether this process answers")
    Pong ping() {
        return new Pong("pong");
    }
}

package io.botfleet.adapters.rest.command;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** The journal as it grows, as server-sent events (WHATWG HTML §9.2). */
@Controller("/events")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "commands")
final class EventsController {
    /** Followers at a time: each reads the journal by itself, three times a second. */
    private static final int MOST = 100;

    /** Proxies cut a silent connection, mostly after a minute. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final JournalTail tail;
    private final Semaphore places = new Semaphore(MOST);

    EventsController(JournalTail tail) {
        this.tail = tail;
    }

    @Get(produces = MediaType.TEXT_EVENT_STREAM)
    @Operation(
            operationId = "followJournal",
            summary = "Every step of every command, live",
            description = "Each event journal has a step as its data and the step's sequence as its id; an event "
                    + "heartbeat comes every 15 seconds. A client that comes back with Last-Event-ID misses nothing.")
    @ApiResponse(
            responseCode = "200",
            description = "The data of each event journal",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = JournalStep.class)))
    @ApiResponse(
            responseCode = "400",
            description = "Not a place in the journal",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "503",
            description = "The journal can't be read, or too many follow it",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    Publisher<Event<?>> follow(
            @Parameter(description = "Only steps after this one; goes before the query")
                    @Header("Last-Event-ID")
                    @Nullable
                    String lastEventId,
            @Parameter(
                            description =
                                    "Only steps after this one: 0, the default, for the whole journal; latest for what"
                                            + " comes")
                    @QueryValue
                    @Nullable
                    String after) {
        long from = from(lastEventId, after);
        if (!places.tryAcquire()) {
            throw Refusal.until(ProblemType.TOO_MANY_STREAMS, "At most " + MOST + " can.", Duration.ofSeconds(10));
        }
        AtomicBoolean left = new AtomicBoolean();
        Flux<Event<?>> heartbeats = Flux.interval(Duration.ZERO, HEARTBEAT)
                .onBackpressureDrop()
                .map(_ -> Event.of(Map.of()).name("heartbeat").retry(RECONNECT));
        Flux<Event<?>> steps = tail.after(from)
                .map(JournalStep::of)
                .map(step -> Event.of(step).name("journal").id(step.sequence()));
        return Flux.merge(heartbeats, steps).doFinally(_ -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        });
    }

    private long from(@Nullable String lastEventId, @Nullable String after) {
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return Asked.sequence("Last-Event-ID", lastEventId);
        }
        if (after == null) {
            return 0;
        }
        return after.equals("latest") ? tail.end() : Asked.sequence("after", after);
    }
}

package io.botfleet.adapters.rest.bot;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
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
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What a client's bot prints: the last lines, or those and each new one as server-sent events (WHATWG HTML §9.2). */
@Controller("/trade")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "trade")
final class LogsController {
    private static final Logger LOG = LoggerFactory.getLogger(LogsController.class);
    private static final int LINES = 100;

    /** What a cluster gives at once at most. */
    private static final int MOST_LINES = 5_000;

    /** Followers at a time: each holds a connection to the cluster and a thread. */
    private static final int MOST = 50;

    /** Proxies cut a silent connection, mostly after a minute. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final String END = "end";
    private static final String BROKEN = "broken";

    private final KnownClients known;
    private final Workloads workloads;
    private final BotLogs given;
    private final Scheduler blocking;
    private final Semaphore places = new Semaphore(MOST);

    LogsController(
            KnownClients known,
            Workloads workloads,
            BotLogs given,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.known = known;
        this.workloads = workloads;
        this.given = given;
        this.blocking = Schedulers.fromExecutorService(blocking);
    }

    /** One route for both, since two would leave the server without a choice where a caller takes anything. */
    @Get(
            uri = "/{client_id}/logs",
            produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
    @Operation(
            operationId = "botLog",
            summary = "What a client's bot printed last",
            description = "No lines where no pod is, or its container has not started. With Accept: text/event-stream "
                    + "it goes on: each event log has a line as its data, an event heartbeat comes every 15 seconds, and "
                    + "one event is the last: end once the pod is gone or replaced, broken where the cluster does not give it "
                    + "any more. A client that comes back begins with the last "
                    + "lines again.")
    @ApiResponse(
            responseCode = "200",
            description = "The last lines, or the data of each event log",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = BotLog.class)),
                @Content(mediaType = "text/event-stream", schema = @Schema(implementation = LogLine.class))
            })
    @ApiResponse(
            responseCode = "400",
            description = "No client's id, or no number of lines",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "403",
            description = "The operator has not said that this API gives out logs",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No command of this client is known",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "503",
            description = "The cluster does not give the log, or too many follow one",
            content =
                    @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
    HttpResponse<?> log(
            HttpRequest<?> request,
            @PathVariable("client_id") String clientId,
            @Parameter(
                            description = "How many lines at most",
                            schema = @Schema(type = "integer", minimum = "1", maximum = "5000", defaultValue = "100"))
                    @QueryValue
                    @Nullable
                    String lines) {
        requireGiven();
        int most = Asked.count("lines", lines, LINES, MOST_LINES);
        ClientId client = known.named(clientId);
        boolean follows = request.accept().stream().findFirst().equals(Optional.of(MediaType.TEXT_EVENT_STREAM_TYPE));
        return follows
                ? HttpResponse.ok(followed(client, most)).contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                : HttpResponse.ok(new BotLog(client.value(), workloads.logs(WorkloadId.ofBot(client), most)));
    }

    private Publisher<Event<?>> followed(ClientId client, int lines) {
        if (!places.tryAcquire()) {
            throw Refusal.until(ProblemType.TOO_MANY_STREAMS, "At most " + MOST + " can.", Duration.ofSeconds(10));
        }
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        };
        try {
            return events(client, workloads.follow(WorkloadId.ofBot(client), lines))
                    .doFinally(_ -> leave.run());
        } catch (RuntimeException failed) {
            leave.run();
            throw failed;
        }
    }

    private void requireGiven() {
        if (given == BotLogs.WITHHELD) {
            throw Refusal.of(
                    ProblemType.LOGS_WITHHELD,
                    "This API does not ask who you are yet, and a log tells how a strategy works. The operator reads it"
                            + " on the cluster.");
        }
    }

    private static Event<?> last(String name) {
        return Event.of(Map.of()).name(name);
    }

    private Flux<Event<?>> events(ClientId client, Stream<String> log) {
        Flux<Event<?>> heartbeats = Flux.interval(Duration.ZERO, HEARTBEAT)
                .onBackpressureDrop()
                .map(_ -> Event.of(Map.of()).name("heartbeat").retry(RECONNECT));
        // Its reader waits on a thread of its own; whoever cancels closes it, which ends the wait.
        Flux<Event<?>> lines = Flux.fromStream(log)
                .subscribeOn(blocking)
                .<Event<?>>map(line -> Event.of(new LogLine(line)).name("log"))
                .concatWithValues(last(END))
                .onErrorResume(Unavailable.class, failure -> {
                    LOG.warn(
                            "somebody who follows {} was told that its log broke off: {}; /health names the part and what to do",
                            client,
                            failure.what());
                    return Flux.just(last(BROKEN));
                });
        return Flux.merge(heartbeats, lines)
                .takeUntil(event -> END.equals(event.getName()) || BROKEN.equals(event.getName()));
    }
}

package io.botfleet.adapters.rest.bot;

import io.botfleet.adapters.rest.Asked;
import io.botfleet.adapters.rest.problem.Problem;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.bot.BotView;
import io.botfleet.application.bot.ShowingBots;
import io.botfleet.application.command.Provisioning;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The clients' bots, as they are at this moment: each is asked when it is shown. */
@Controller("/trade")
@ExecuteOn(TaskExecutors.BLOCKING)
@ApiResponse(
        responseCode = "default",
        description = "A problem (RFC 9457)",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Tag(name = "trade")
final class BotsController {
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 500;
    private static final int LONGEST_HISTORY = 20;

    private final CommandViews views;
    private final KnownClients known;
    private final ShowingBots showing;
    private final BotHistory history;
    private final Bots bots;
    private final TenantSecrets secrets;
    private final ExecutorService each;

    BotsController(
            CommandViews views,
            KnownClients known,
            ShowingBots showing,
            BotHistory history,
            Bots bots,
            TenantSecrets secrets,
            @Named(TaskExecutors.BLOCKING) ExecutorService each) {
        this.views = views;
        this.known = known;
        this.showing = showing;
        this.history = history;
        this.bots = bots;
        this.secrets = secrets;
        this.each = each;
    }

    @Get
    @Operation(operationId = "listBots", summary = "The bots of all clients, by client number")
    BotPage list(
            @Parameter(description = "Only clients behind this one, like cliente-001") @QueryValue @Nullable
                    String after,
            @Parameter(
                            description = "How many at most",
                            schema = @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "100"))
                    @QueryValue
                    @Nullable
                    String limit)
            throws InterruptedException {
        int most = Asked.count("limit", limit, PAGE, LARGEST_PAGE);
        List<ClientId> clients = views.clients(Asked.optionalClient("after", after), most);
        String next = clients.size() < most ? null : "/trade?after=" + clients.getLast() + "&limit=" + most;
        return new BotPage(shown(clients).stream().map(BotSummary::of).toList(), next);
    }

    @Get("/{client_id}/status")
    @Operation(operationId = "botStatus", summary = "A client's bot with its profit, open trades, pod and history")
    BotStatus status(@PathVariable("client_id") String clientId) {
        ClientId client = known.named(clientId);
        BotView view = showing.show(client);
        List<BotChange> changes = history.of(client, LONGEST_HISTORY);
        // A bot that did not answer just now would only make the caller wait.
        if (view.config() instanceof Answer.Given<RunningConfig>
                && view.observation() instanceof Observation.Seen(var _, Optional<Pod> pod, var _, var _)
                && pod.flatMap(Pod::command).isPresent()) {
            WorkloadId bot = WorkloadId.ofBot(client);
            Bots.Login login = Provisioning.login(
                    secrets, client, pod.flatMap(Pod::command).orElseThrow());
            return BotStatus.of(view, bots.profit(bot, login), bots.openTrades(bot, login), changes);
        }
        Answer<Profit> noProfit = new Answer.Silent<>("the bot did not answer");
        Answer<List<OpenTrade>> noTrades = new Answer.Silent<>("the bot did not answer");
        return BotStatus.of(view, noProfit, noTrades, changes);
    }

    /** All at once, since each may take the few seconds that a silent bot is given. */
    private List<BotView> shown(List<ClientId> clients) throws InterruptedException {
        List<Future<BotView>> asked = each.invokeAll(clients.stream()
                .<Callable<BotView>>map(client -> () -> showing.show(client))
                .toList());
        List<BotView> views = new ArrayList<>();
        for (Future<BotView> answer : asked) {
            try {
                views.add(answer.get());
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof PortFailure failure
                        ? failure
                        : new IllegalStateException("a bot could not be shown", failed);
            }
        }
        return views;
    }
}

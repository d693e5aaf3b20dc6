package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.local.LocalInspection;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks, once everything has ended, whether what is there is what was sent for. */
final class Audit {
    /** For a bot that a part's death has taken along, and for one that goes once it is drained. */
    private static final Duration LONGEST_REPAIR = Duration.ofMinutes(2);

    private final EvmNode node;
    private final GatewayClient gateway;
    private final List<Address> payers;
    private final LocalInspection inspection;
    private final GitHistoryCheck git;
    private final TenantCheck tenants = new TenantCheck();

    /** Backtests that were found to be over, which nothing changes any more. */
    private final Set<CommandId> over = new HashSet<>();

    Audit(EvmNode node, GatewayClient gateway, List<Wallet> payers, LocalInspection inspection, GitHistoryCheck git) {
        this.node = node;
        this.gateway = gateway;
        this.payers = payers.stream().map(Wallet::address).toList();
        this.inspection = inspection;
        this.git = git;
    }

    /** Everything that is wrong, as sentences. */
    List<String> violations(List<Sent> sent, ApiClient api) throws IOException, InterruptedException {
        Map<CommandId, String> ends = ends(sent, api);
        List<String> wrong = new ArrayList<>(VerdictCheck.look(sent, ends));
        wrong.addAll(VerdictCheck.settledOnce(sent, settlements()));
        wrong.addAll(books(sent, ends).look());
        Map<ClientId, Sent> last = new HashMap<>();
        Set<ClientId> hadABot = new HashSet<>();
        sent.stream()
                .filter(each -> each.kind().concernsTheBot() && "APPROVED".equals(ends.get(each.id())))
                .sorted(Comparator.comparing(Sent::id))
                .forEach(each -> {
                    last.put(each.client(), each);
                    if (each.kind() == Sent.Kind.START) {
                        hadABot.add(each.client());
                    }
                });
        for (ClientId client : sent.stream().map(Sent::client).distinct().toList()) {
            Optional<String> wanted = Optional.ofNullable(last.get(client))
                    .filter(each -> each.kind() == Sent.Kind.START)
                    .map(each -> each.id().toString());
            wrong.addAll(running(client, wanted));
            wrong.addAll(tenants.look(client, hadABot.contains(client), inspection.tenant(client)));
        }
        for (Sent each : sent) {
            if (each.kind().isBacktest() && !over.contains(each.id())) {
                List<String> left = backtest(each, api);
                wrong.addAll(left);
                if (left.isEmpty()) {
                    over.add(each.id());
                }
            }
        }
        wrong.addAll(git.look());
        return wrong;
    }

    private static Map<CommandId, String> ends(List<Sent> sent, ApiClient api)
            throws IOException, InterruptedException {
        Map<CommandId, String> ends = new HashMap<>();
        for (Sent each : sent) {
            JsonNode shown = api.get("/commands/" + each.id());
            String outcome = shown.path("settlement").path("outcome").asText();
            ends.put(
                    each.id(),
                    outcome.equals("ROLLED_BACK")
                            ? shown.path("ending").path("reason").asText()
                            : outcome);
        }
        return ends;
    }

    private Books books(List<Sent> sent, Map<CommandId, String> ends) {
        long escrow = sent.stream()
                .flatMap(each -> gateway.escrow(each.id()).stream())
                .mapToLong(held -> held.fee().amount())
                .sum();
        long credits = payers.stream()
                .mapToLong(payer -> gateway.creditOf(payer).amount())
                .sum();
        long earned = sent.stream()
                .filter(each -> "APPROVED".equals(ends.get(each.id())))
                .mapToLong(Sent::feeGwei)
                .sum();
        return new Books(node.balance(gateway.gateway().address()), escrow, credits, earned);
    }

    /** A bot that is not what it should be gets a while to become it, since repairs go step by step. */
    private List<String> running(ClientId client, Optional<String> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_REPAIR.toNanos();
        while (true) {
            List<String> wrong = new ArrayList<>();
            Optional<String> runs = inspection.runningCommand(client);
            if (!runs.equals(wanted) || inspection.hasValues(client) != wanted.isPresent()) {
                wrong.add(client + " runs command " + runs.orElse("none") + " and should run " + wanted.orElse("none"));
            }
            wrong.addAll(LivesCheck.look(client, inspection.lives(client), wanted));
            if (wrong.isEmpty() || System.nanoTime() > end) {
                return wrong;
            }
            Thread.sleep(500);
        }
    }

    /** What was paid for has its result, what was not has none; and of neither is anything left. */
    private List<String> backtest(Sent sent, ApiClient api) throws IOException, InterruptedException {
        String wanted = sent.kind() == Sent.Kind.BACKTEST ? "SUCCEEDED" : "REFUSED";
        long end = System.nanoTime() + LONGEST_REPAIR.toNanos();
        while (true) {
            JsonNode shown = api.get("/backtest/" + sent.id() + "/status");
            String state = shown.path("state").asText();
            boolean left = inspection.hasBacktest(sent.client(), sent.id());
            if (state.equals(wanted) && !left) {
                return List.of();
            }
            if (System.nanoTime() > end) {
                return List.of("backtest " + sent.id() + " of " + sent.client() + " is " + state + " ("
                        + shown.path("reason").asText() + ") and should be " + wanted
                        + (left ? "; its values are still in Git, or its process is there" : ""));
            }
            Thread.sleep(500);
        }
    }

    /** How often each command was settled, by the contract's own events. */
    private Map<CommandId, Long> settlements() {
        return node.logs(0, node.latest().number(), gateway.gateway().address(), GatewayEvents.TOPICS).stream()
                .flatMap(log -> GatewayEvents.decode(log, Instant.EPOCH, false).stream())
                .filter(ChainEvent.Settled.class::isInstance)
                .collect(Collectors.groupingBy(event -> ((ChainEvent.Settled) event).command(), Collectors.counting()));
    }
}

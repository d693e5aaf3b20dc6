package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.local.LocalInspection;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks, once everything has ended, whether what is there is what was sent for. */
final class Audit {
    private static final BigInteger WEI_PER_GWEI = BigInteger.TEN.pow(9);

    private final EvmNode node;
    private final Gateway gateway;
    private final LocalInspection inspection;
    private final GitHistoryCheck git;

    Audit(EvmNode node, Gateway gateway, LocalInspection inspection, GitHistoryCheck git) {
        this.node = node;
        this.gateway = gateway;
        this.inspection = inspection;
        this.git = git;
    }

    /** Everything that is wrong, as sentences. */
    List<String> violations(List<Sent> sent, ApiClient api) throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        Map<String, Long> settlements = settlements();
        Map<ClientId, Sent> lastApproved = new HashMap<>();
        BigInteger earned = BigInteger.ZERO;
        for (Sent each : sent.stream()
                .sorted(Comparator.comparing(one -> one.submission().id()))
                .toList()) {
            String id = each.submission().id().toString();
            JsonNode shown = api.get("/commands/" + id);
            String outcome = shown.path("settlement").path("outcome").asText();
            String end = outcome.equals("ROLLED_BACK")
                    ? shown.path("ending").path("reason").asText()
                    : outcome;
            if (!each.ends().contains(end)) {
                wrong.add(
                        "command " + id + " (" + each.what() + ") ended as " + end + ", not as one of " + each.ends());
            }
            if (settlements.getOrDefault(id, 0L) != 1) {
                wrong.add("command " + id + " was settled " + settlements.getOrDefault(id, 0L) + " times");
            }
            if (outcome.equals("APPROVED")) {
                lastApproved.put(each.submission().client(), each);
                earned = earned.add(BigInteger.valueOf(each.submission().fee().amount()));
            }
        }
        if (!node.balance(gateway.address()).equals(earned.multiply(WEI_PER_GWEI))) {
            wrong.add("the contract holds " + node.balance(gateway.address()) + " wei and has earned " + earned
                    + " gwei");
        }
        for (ClientId client :
                sent.stream().map(each -> each.submission().client()).distinct().toList()) {
            wrong.addAll(running(client, Optional.ofNullable(lastApproved.get(client))));
        }
        wrong.addAll(git.look());
        return wrong;
    }

    private List<String> running(ClientId client, Optional<Sent> last) throws IOException, InterruptedException {
        Optional<String> wanted = last.filter(each -> each.what().equals("start"))
                .map(each -> each.submission().id().toString());
        Optional<String> runs = inspection.runningCommand(client);
        if (!runs.equals(wanted) || inspection.hasValues(client) != wanted.isPresent()) {
            return List.of(
                    client + " runs command " + runs.orElse("none") + " and should run " + wanted.orElse("none"));
        }
        return List.of();
    }

    /** How often each command was settled, by the contract's own events. */
    private Map<String, Long> settlements() {
        return node.logs(0, node.latest().number(), gateway.address(), GatewayEvents.TOPICS).stream()
                .flatMap(log -> GatewayEvents.decode(log, Instant.EPOCH, false).stream())
                .filter(ChainEvent.Settled.class::isInstance)
                .collect(Collectors.groupingBy(
                        event -> ((ChainEvent.Settled) event).command().toString(), Collectors.counting()));
    }
}

package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.bootstrap.client.Sender;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalInspection;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Kills a platform at the boundaries between its steps, before and after what they do, while clients send commands; now
 * and then a part around it as well. In between it lets everything come to an end, and audits that.
 */
final class Chaos {
    private static final Set<String> ENDED = Set.of("APPROVED", "ROLLED_BACK", "RECLAIMED", "VANISHED");
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(40);
    private static final Duration LONGEST_REST = Duration.ofSeconds(150);
    private static final int ROUNDS_TO_AUDIT = 4;
    private static final int CLIENTS = 4;
    private static final int MOST_CALLS = 4;

    private final DataDirectory directory;
    private final PlatformProcess platform;
    private final Parts parts;
    private final Random random;
    private final Reporter reporter;
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int crashes;
    private int faults;

    Chaos(DataDirectory directory, long seed, Reporter reporter) {
        this.directory = directory;
        this.platform = new PlatformProcess(directory);
        this.parts = new Parts(directory);
        this.random = new Random(seed);
        this.reporter = reporter;
    }

    /** What was wrong; goes on until the time is over, or there were so many rounds. */
    List<String> run(Instant until, int mostRounds) throws IOException, InterruptedException {
        platform.start(Optional.empty());
        if (!platform.awaitAnswer()) {
            throw new IOException("the platform did not start: see " + directory.platformLog());
        }
        RunningPlatform running = RunningPlatform.read(directory.root()).orElseThrow();
        LocalInspection inspection = new LocalInspection(directory, () -> "");
        try (JsonRpc rpc = new JsonRpc(running.rpcUrl(), Duration.ofSeconds(10));
                ApiClient api = new ApiClient(running.apiUrl());
                BotCensus census = new BotCensus(inspection, CLIENTS)) {
            EvmNode node = new EvmNode(rpc);
            GatewayClient gateway = new GatewayClient(node, running.gateway(), BigInteger.valueOf(500_000_000_000L));
            Workload workload = new Workload(new Sender(gateway), wallets(running), random);
            Audit audit = new Audit(node, running.gateway(), inspection, new GitHistoryCheck(directory.repository()));
            for (int command = 0; command < CLIENTS; command++) {
                sent.add(workload.send());
            }
            rest(api, audit);
            rounds(until, mostRounds, workload, api, audit);
            violations.addAll(census.doubles());
        } finally {
            platform.kill();
        }
        return List.copyOf(violations);
    }

    private static List<Wallet> wallets(RunningPlatform running) {
        return running.wallets().values().stream()
                .limit(CLIENTS)
                .map(key -> Wallet.ofPrivateKey(key.reveal()))
                .toList();
    }

    private void rounds(Instant until, int most, Workload workload, ApiClient api, Audit audit)
            throws IOException, InterruptedException {
        List<String> boundaries = boundaries();
        reporter.tell(new Event(
                        "boundaries",
                        "%d boundaries, before and after their effect; %d rounds at most"
                                .formatted(boundaries.size(), most))
                .with("boundaries", boundaries.size())
                .with("mostRounds", most));
        for (int round = 0; round < most && Instant.now().isBefore(until) && violations.isEmpty(); round++) {
            if (round % boundaries.size() == 0) {
                Collections.shuffle(boundaries, random);
            }
            sent.add(workload.send());
            sent.add(workload.send());
            String crash = boundaries.get(round % boundaries.size()) + " " + (1 + random.nextInt(MOST_CALLS));
            platform.kill();
            Optional<String> killed = random.nextInt(3) == 0 ? parts.killOne(random) : Optional.empty();
            faults += killed.isPresent() ? 2 : 1;
            platform.start(Optional.of(crash));
            boolean crashed = awaitCrashOrEnd(api);
            crashes += crashed ? 1 : 0;
            reporter.tell(round(round + 1, crash, crashed, killed.orElse("")));
            if (round % ROUNDS_TO_AUDIT == ROUNDS_TO_AUDIT - 1) {
                rest(api, audit);
            }
        }
        rest(api, audit);
    }

    /** Lets everything come to an end without a fault, and audits it. */
    private void rest(ApiClient api, Audit audit) throws IOException, InterruptedException {
        if (!platform.alive()) {
            platform.start(Optional.empty());
        }
        if (!platform.awaitAnswer()) {
            platform.start(Optional.empty());
            platform.awaitAnswer();
        }
        long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (!allEnded(api) && System.nanoTime() < end) {
            Thread.sleep(300);
        }
        if (!allEnded(api)) {
            violations.add("not every command ended within " + LONGEST_REST.toSeconds() + " s");
            return;
        }
        List<String> wrong = audit.violations(sent, api);
        violations.addAll(wrong);
        reporter.tell(audit(sent.size(), faults, wrong));
    }

    /** @param killed the part that was killed before; empty where none was */
    static Event round(int round, String crash, boolean crashed, String killed) {
        String words = "  %-44s %s%s"
                .formatted(
                        crash,
                        crashed ? "crashed" : "not reached, killed later",
                        killed.isEmpty() ? "" : "; " + killed + " killed before");
        return new Event("round", words)
                .with("round", round)
                .with("crashAt", crash)
                .with("crashed", crashed)
                .with("killed", killed);
    }

    static Event audit(int commands, int faults, List<String> violations) {
        String words = "  audit of %d commands after %d faults: %s"
                .formatted(
                        commands,
                        faults,
                        violations.isEmpty() ? "nothing lost, nothing twice" : String.join("; ", violations));
        return new Event("audit", words)
                .with("commands", commands)
                .with("faults", faults)
                .with("violations", violations);
    }

    private boolean awaitCrashOrEnd(ApiClient api) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_ROUND.toNanos();
        while (platform.alive() && System.nanoTime() < end) {
            if (allEnded(api)) {
                return false;
            }
            Thread.sleep(200);
        }
        return !platform.alive();
    }

    private boolean allEnded(ApiClient api) throws InterruptedException {
        try {
            for (Sent each : sent.reversed()) {
                Optional<JsonNode> shown =
                        api.find("/commands/" + each.submission().id());
                if (shown.isEmpty()
                        || !ENDED.contains(
                                shown.get().path("command").path("stage").asText())) {
                    return false;
                }
            }
            return true;
        } catch (IOException away) {
            return false;
        }
    }

    private List<String> boundaries() throws IOException {
        return new ArrayList<>(Files.readAllLines(platform.boundaries()).stream()
                .filter(line -> !line.startsWith("crashed"))
                .distinct()
                .sorted()
                .toList());
    }

    int crashes() {
        return crashes;
    }

    int faults() {
        return faults;
    }

    int commands() {
        return sent.size();
    }
}

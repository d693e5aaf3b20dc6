package io.botfleet.bootstrap.chaos;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.bootstrap.client.Sender;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalInspection;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Kills a platform at the boundaries between its steps, before and after what they do, and at random moments, while clients
 * send commands; the parts around it as well, while it runs and while it does not. In between it lets everything come to
 * an end, and audits that.
 */
final class Chaos {
    /** Bounds a wait that fails; what is left to do by then is done in the rest before the next audit. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(90);

    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    /** Commands have ten minutes, of which the platform uses eight: after that a rollback would be right. */
    private static final Duration LONGEST_UNAUDITED = Duration.ofMinutes(2);

    private static final int ROUNDS_TO_AUDIT = 6;
    private static final int CLIENTS = 4;

    private final PlatformProcess platform;
    private final Parts parts;
    private final Random random;
    private final Reporter reporter;
    private final DataDirectory directory;
    private final Aims aims;
    private final CrashTable table = new CrashTable();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Round> history = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Instant audited = Instant.now();
    private int faults;

    Chaos(DataDirectory directory, long seed, Reporter reporter) {
        this.directory = directory;
        this.platform = new PlatformProcess(directory);
        this.parts = new Parts(directory);
        this.random = new Random(seed);
        this.aims = new Aims(seed);
        this.reporter = reporter;
    }

    /** Goes on until the time is over, there were so many rounds, or something is wrong; for one round at least. */
    void run(Instant until, int mostRounds) throws IOException, InterruptedException {
        platform.start(Optional.empty());
        if (!platform.awaitAnswer()) {
            throw new IOException("the platform did not start: see " + directory.platformLog());
        }
        RunningPlatform running = RunningPlatform.read(directory.root()).orElseThrow();
        LocalInspection inspection = new LocalInspection(directory);
        try (JsonRpc rpc = new JsonRpc(running.rpcUrl(), Duration.ofSeconds(10));
                ApiClient api = new ApiClient(running.apiUrl());
                BotCensus census = new BotCensus(inspection, CLIENTS)) {
            EvmNode node = new EvmNode(rpc);
            GatewayClient gateway = new GatewayClient(node, running.gateway(), BigInteger.valueOf(500_000_000_000L));
            List<Wallet> wallets = wallets(running);
            Workload workload = new Workload(new Sender(gateway), wallets, random);
            Audit audit = new Audit(node, gateway, wallets, inspection, new GitHistoryCheck(directory.repository()));
            Ends ends = new Ends(api);
            learn(workload, ends);
            rest(ends, audit);
            while (violations.isEmpty()
                    && history.size() < mostRounds
                    && (history.isEmpty() || Instant.now().isBefore(until))) {
                round(workload, node, ends);
                violations.addAll(census.doubles());
                if (history.size() % ROUNDS_TO_AUDIT == 0
                        || audited.plus(LONGEST_UNAUDITED).isBefore(Instant.now())) {
                    rest(ends, audit);
                }
            }
            rest(ends, audit);
            violations.addAll(census.doubles());
        } finally {
            platform.kill();
            table.know(platform.record());
        }
    }

    private static List<Wallet> wallets(RunningPlatform running) {
        return running.wallets().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(CLIENTS)
                .map(each -> Wallet.ofPrivateKey(each.getValue().reveal()))
                .toList();
    }

    /** Sends one of everything to a platform that nothing happens to, which writes down what boundaries that reaches. */
    private void learn(Workload workload, Ends ends) throws IOException, InterruptedException {
        sent.addAll(workload.first());
        ends.await(sent, platform, LONGEST_REST);
        sent.addAll(workload.oneOfEach());
        ends.await(sent, platform, LONGEST_REST);
        BoundaryRecord record = platform.record();
        table.know(record);
        long writing = record.places().values().stream()
                .filter(place -> place == CrashTable.Place.WRITES)
                .count();
        reporter.tell(new Event(
                        "boundaries",
                        "%d boundaries, before and after their effect, %d of them of calls that write; these commands reach %d"
                                .formatted(
                                        record.places().size(),
                                        writing,
                                        record.calls().size()))
                .with("boundaries", record.places().size())
                .with("writing", writing)
                .with("reached", record.calls().size()));
    }

    private void round(Workload workload, EvmNode node, Ends ends) throws IOException, InterruptedException {
        Instant began = Instant.now();
        awaitChain(node);
        sent.addAll(workload.batch());
        platform.kill();
        Optional<String> before = random.nextInt(4) == 0 ? Optional.of(Parts.any(random)) : Optional.empty();
        if (before.isPresent() && parts.kill(before.get())) {
            killed(before.get() + " while the platform is down");
        }
        BoundaryRecord record = platform.record();
        Optional<Aims.Aim> aim = random.nextInt(6) == 0 ? Optional.empty() : aims.next(record, table);
        Duration moment = Duration.ofMillis(random.nextInt(6_000));
        Disturbance.Plan plan = new Disturbance.Plan(
                Parts.any(random), Duration.ofMillis(random.nextInt(3_000)), Duration.ofMillis(random.nextInt(2_000)));
        boolean disturbed = random.nextInt(3) == 0;
        platform.start(aim.map(Aims.Aim::toString));
        Optional<String> meanwhile = Optional.empty();
        boolean died;
        if (disturbed) {
            Disturbance disturbance = new Disturbance(plan, parts, platform);
            try {
                died = dies(aim, moment, record, ends);
            } finally {
                disturbance.end();
            }
            meanwhile = disturbance.killed();
            violations.addAll(disturbance.trouble().stream().toList());
        } else {
            died = dies(aim, moment, record, ends);
        }
        meanwhile.ifPresent(part -> killed(part + " while the platform runs"));
        Round round = new Round(
                history.size() + 1,
                aim.map(Aims.Aim::toString),
                died,
                before,
                meanwhile,
                Duration.between(began, Instant.now()).toSeconds());
        history.add(round);
        reporter.tell(round.event());
    }

    /** Whether it died where or when it was meant to. */
    private boolean dies(Optional<Aims.Aim> aim, Duration moment, BoundaryRecord before, Ends ends)
            throws IOException, InterruptedException {
        if (aim.isEmpty()) {
            if (platform.awaitAnswer()) {
                Thread.sleep(moment);
                platform.kill();
            }
            killed("the platform");
            return true;
        }
        String boundary = aim.get().boundary();
        boolean ended = platform.awaitAnswer() && ends.await(sent, platform, LONGEST_ROUND);
        if (!ended && !platform.alive()) {
            if (platform.record().crashes() == before.crashes()) {
                violations.add("the platform ended by itself: see " + directory.platformLog());
            }
            killed(boundary);
            return true;
        }
        faults++;
        table.missed(boundary);
        return false;
    }

    private void killed(String where) {
        faults++;
        table.killed(where);
    }

    /** A node that was killed a moment ago is started again by whoever watches it. */
    private static void awaitChain(EvmNode node) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (true) {
            try {
                node.latest();
                return;
            } catch (Unavailable notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                Thread.sleep(100);
            }
        }
    }

    /** Lets everything come to an end without a fault, and audits it. */
    private void rest(Ends ends, Audit audit) throws IOException, InterruptedException {
        if (!platform.alive()) {
            platform.start(Optional.empty());
        }
        boolean ended = platform.awaitAnswer() && ends.await(sent, platform, LONGEST_REST);
        if (!ended && !platform.alive()) {
            // It died at the boundary that the round before had waited for in vain.
            platform.start(Optional.empty());
            ended = platform.awaitAnswer() && ends.await(sent, platform, LONGEST_REST);
        }
        List<String> wrong = ended
                ? audit.violations(sent, ends.api())
                : List.of(
                        "not every command ended within " + LONGEST_REST.toMinutes() + " minutes: " + ends.open(sent));
        violations.addAll(wrong);
        table.audited(violations.isEmpty());
        audited = Instant.now();
        reporter.tell(audit(sent.size(), faults, wrong));
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

    List<String> violations() {
        return List.copyOf(violations);
    }

    List<Round> history() {
        return List.copyOf(history);
    }

    CrashTable table() {
        return table;
    }

    int faults() {
        return faults;
    }

    int commands() {
        return sent.size();
    }
}

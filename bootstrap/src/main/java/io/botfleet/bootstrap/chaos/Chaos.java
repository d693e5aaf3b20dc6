package io.botfleet.bootstrap.chaos;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.bootstrap.client.Sender;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalInspection;
import io.botfleet.bootstrap.local.Trial;
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
 * Breaks a platform of two replicas while clients send commands: one of them dies at one boundary after the other, before
 * and after what a call does, and everything else that can go wrong goes wrong beside it. In between it lets everything come
 * to an end, and audits that.
 */
final class Chaos {
    /** Bounds a wait that fails; what is left to do by then is done in the rest before the next audit. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(60);

    /** For what has its turn, before others have theirs too: a command is settled in less where nothing goes wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** More than a bot whose start gave way, and that crashes again and again, is waited for: five minutes. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(7);

    /** Commands have ten minutes, of which the platform uses eight: after that a rollback would be right. */
    private static final Duration LONGEST_UNAUDITED = Duration.ofMinutes(2);

    /** An audit waits for the leases of those who ended or sleep, so there are fewer of them where many do. */
    private static final Duration LONGEST_UNAUDITED_SWEEP = Duration.ofMinutes(4);

    private static final int CLIENTS = 4;

    /** Where every boundary has to be got to: some clients' commands wait for the leases of those who ended or sleep. */
    private static final int CLIENTS_OF_A_SWEEP = 8;

    /** Commands that wait for their turn get nobody to another boundary. */
    private static final int MOST_OPEN = 8;

    private static final Duration POLL = Duration.ofMillis(200);

    /** Four blocks: further than the depth at which the platform acts, so that a reorganisation reaches it above finality. */
    private static final int SLOTS = 2;

    private final long seed;
    private final Random random;
    private final Reporter reporter;
    private final DataDirectory directory;
    private final Aims aims;
    private final FaultBag bag;
    private final boolean everyBoundary;
    private final CrashTable table = new CrashTable();
    private final CrashTable sleeps = new CrashTable();
    private final Deaths deaths = new Deaths();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<FaultBag.Strike> delayed = Optional.empty();
    private Instant audited = Instant.now();
    private int rounds;

    /** @param everyBoundary whether it goes on until every boundary of calls that write had its turn, and no longer */
    Chaos(DataDirectory directory, long seed, boolean everyBoundary, Reporter reporter) {
        this.directory = directory;
        this.seed = seed;
        this.random = new Random(seed);
        this.aims = new Aims(seed);
        this.everyBoundary = everyBoundary;
        this.bag = everyBoundary ? FaultBag.leading(seed, 2 * SLOTS) : new FaultBag(seed, 2 * SLOTS);
        this.reporter = reporter;
    }

    /** Goes on until the time is over, there were so many rounds, or something is wrong; for one round at least. */
    void run(Instant until, int mostRounds) throws IOException, InterruptedException {
        try (ChainProxy proxy = new ChainProxy(() -> Parts.chain(directory), new Random(seed))) {
            Trial trial = new Trial(Optional.of(proxy.address()), SLOTS);
            Fleet fleet = new Fleet(directory, trial, everyBoundary ? Sweep.REPLICAS : 1);
            try {
                run(fleet, new Parts(directory, trial), proxy, until, mostRounds);
            } finally {
                fleet.kill();
                table.know(fleet.record());
                sleeps.know(fleet.record());
            }
        }
    }

    private void run(Fleet fleet, Parts parts, ChainProxy proxy, Instant until, int mostRounds)
            throws IOException, InterruptedException {
        fleet.platform().start();
        if (!fleet.platform().awaitAnswer()) {
            throw new IOException("the platform did not start: see " + directory.platformLog());
        }
        RunningPlatform running = RunningPlatform.read(directory.root()).orElseThrow();
        LocalInspection inspection = new LocalInspection(directory);
        try (JsonRpc rpc = new JsonRpc(running.rpcUrl(), Duration.ofSeconds(10));
                Ends ends = new Ends(fleet);
                BotCensus census = new BotCensus(inspection, clients())) {
            EvmNode node = new EvmNode(rpc);
            GatewayClient gateway = new GatewayClient(node, running.gateway(), BigInteger.valueOf(500_000_000_000L));
            List<Wallet> wallets = wallets(running);
            Workload workload = new Workload(new Sender(gateway), wallets, random);
            Audit audit = new Audit(node, gateway, wallets, inspection, new GitHistoryCheck(directory.repository()));
            Breaking breaking = new Breaking(fleet, parts, proxy, rpc);
            sent.addAll(workload.first());
            Optional<Sweep> sweep = Optional.of(new Sweep(fleet, ends, table, sleeps, new Sleepers(seed), reporter))
                    .filter(_ -> everyBoundary);
            fleet.startMissing();
            while (violations.isEmpty()
                    && rounds < mostRounds
                    && (rounds == 0 || Instant.now().isBefore(until))
                    && !sweep.map(Sweep::isDone).orElse(false)) {
                if (sweep.isPresent()) {
                    sweep(sweep.get(), breaking, workload, node, ends);
                } else {
                    round(fleet, breaking, workload, node, ends);
                }
                violations.addAll(census.doubles());
                if (audited.plus(everyBoundary ? LONGEST_UNAUDITED_SWEEP : LONGEST_UNAUDITED)
                        .isBefore(Instant.now())) {
                    rest(fleet, breaking, ends, audit, sweep);
                }
            }
            if (sweep.isPresent() && violations.isEmpty()) {
                sweep.get().wakeAll();
            }
            if (!table.isAudited() || !sleeps.isAudited()) {
                rest(fleet, breaking, ends, audit, sweep);
            }
            violations.addAll(census.doubles());
        }
    }

    private int clients() {
        return everyBoundary ? CLIENTS_OF_A_SWEEP : CLIENTS;
    }

    private List<Wallet> wallets(RunningPlatform running) {
        return running.wallets().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(clients())
                .map(each -> Wallet.ofPrivateKey(each.getValue().reveal()))
                .toList();
    }

    /** A batch of commands and a fault, while one after the other ends or sleeps. */
    private void sweep(Sweep sweep, Breaking breaking, Workload workload, EvmNode node, Ends ends)
            throws IOException, InterruptedException {
        awaitChain(node);
        sweep.look(Optional.empty(), true);
        Optional<FaultBag.Strike> next = delayed.or(bag::next).map(each -> each.onSomebody(sweep.awakeReplica()));
        Optional<FaultBag.Strike> strike = next.filter(each -> sweep.mayCome(each.fault()));
        delayed = strike.isPresent() ? Optional.empty() : next;
        boolean losesAPart = strike.isPresent()
                && Breaking.needsARunningPlatform(strike.get().fault());
        if (!ends.areOpen(sent, MOST_OPEN)) {
            sent.addAll(workload.batch());
        }
        sweep.visit(sent.get(random.nextInt(sent.size())).client());
        Optional<Disturbance> disturbance = strike.map(each -> new Disturbance(each, breaking));
        try {
            sweep.go(sent, disturbance, losesAPart);
        } finally {
            for (Disturbance each : disturbance.stream().toList()) {
                each.end();
            }
        }
        Optional<Fault> fault = passed(strike, disturbance);
        sweep.look(fault, true);
        violations.addAll(sweep.wrong());
        rounds++;
        fault.ifPresent(each -> reporter.tell(event(each)));
    }

    private static Event event(Fault fault) {
        return new Event("fault", " ".repeat(10) + fault.kind()).with("fault", fault.kind());
    }

    /** Takes account of what went wrong in a round, if it came to that; otherwise it comes in the next one. */
    private Optional<Fault> passed(Optional<FaultBag.Strike> strike, Optional<Disturbance> disturbance) {
        Optional<Fault> fault = disturbance.flatMap(Disturbance::struck);
        if (fault.isEmpty() && strike.isPresent()) {
            delayed = strike;
        }
        fault.ifPresent(each -> table.came(each.kind()));
        violations.addAll(disturbance.flatMap(Disturbance::trouble).stream().toList());
        return fault;
    }

    private void round(Fleet fleet, Breaking breaking, Workload workload, EvmNode node, Ends ends)
            throws IOException, InterruptedException {
        Instant began = Instant.now();
        awaitChain(node);
        breaking.thawDue();
        fleet.startMissing();
        Optional<FaultBag.Strike> strike = delayed.or(bag::next);
        delayed = Optional.empty();
        if (strike.isPresent()) {
            breaking.prepare(strike.get().fault());
            if (Breaking.needsARunningPlatform(strike.get().fault())) {
                awaitAnswers(fleet);
            }
        }
        sent.addAll(workload.batch());
        BoundaryRecord before = fleet.record();
        table.know(before);
        boolean elsewhere =
                strike.isPresent() && Breaking.leadsElsewhere(strike.get().fault());
        List<Aims.Aim> wanted = elsewhere ? aims.unseen(before, table) : aims.next(before, table);
        fleet.arm(wanted);
        Optional<Disturbance> disturbance = strike.map(each -> new Disturbance(each, breaking));
        boolean cameToAnEnd;
        try {
            cameToAnEnd = awaitDeath(fleet, ends, before, elsewhere ? PATIENCE.multipliedBy(3) : PATIENCE);
        } finally {
            for (Disturbance each : disturbance.stream().toList()) {
                each.end();
            }
        }
        fleet.disarm();
        finish(fleet, before, wanted, passed(strike, disturbance), cameToAnEnd, began);
    }

    /** What became of the round: more than one may have ended, since the order is given again where nobody seems to follow it. */
    private void finish(
            Fleet fleet,
            BoundaryRecord before,
            List<Aims.Aim> wanted,
            Optional<Fault> fault,
            boolean cameToAnEnd,
            Instant began)
            throws IOException {
        List<Member> dead = fleet.dead();
        BoundaryRecord after = fleet.record();
        List<BoundaryRecord.Hit> hits =
                after.hits().stream().skip(before.hits().size()).toList();
        // All that there are: one that obeyed at the end of the last round may have written it down only after that was
        // told.
        deaths.know(after.hits());
        hits.forEach(hit -> table.came(hit.boundary()));
        if (hits.isEmpty() && cameToAnEnd) {
            wanted.stream()
                    .map(Aims.Aim::boundary)
                    .filter(after.calls()::containsKey)
                    .forEach(table::missed);
        }
        dead.stream()
                .filter(member -> !deaths.wasMeant(member, fault))
                .forEach(member -> violations.add(member.name() + " ended by itself: see " + member.log()));
        List<Round.Death> told = hits.stream()
                .map(hit -> new Round.Death(hit.boundary(), fleet.who(hit.pid())))
                .toList();
        reporter.tell(new Round(
                        ++rounds,
                        told,
                        fault,
                        Duration.between(began, Instant.now()).toSeconds())
                .event());
    }

    /** Until one has died, or everything has come to its end: true for that; or nothing happens any more. */
    private boolean awaitDeath(Fleet fleet, Ends ends, BoundaryRecord before, Duration patience)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        int impatience = 0;
        while (System.nanoTime() - began < LONGEST_ROUND.toNanos()) {
            if (!fleet.dead().isEmpty()) {
                return false;
            }
            if (ends.all(sent)) {
                return true;
            }
            for (Member member : fleet.members()) {
                member.look();
            }
            if (System.nanoTime() - began
                    > patience.multipliedBy(impatience + 1L).toNanos()) {
                fleet.arm(aims.next(before, table, ++impatience));
            }
            Thread.sleep(POLL);
        }
        return false;
    }

    private static void awaitAnswers(Fleet fleet) throws IOException, InterruptedException {
        for (Member member : fleet.members()) {
            if (!member.frozen()) {
                member.awaitAnswer();
            }
        }
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
    private void rest(Fleet fleet, Breaking breaking, Ends ends, Audit audit, Optional<Sweep> sweep)
            throws IOException, InterruptedException {
        Instant began = Instant.now();
        if (sweep.isPresent()) {
            sweep.get().settle(sent, LONGEST_REST);
            violations.addAll(sweep.get().wrong());
        } else {
            settle(fleet, breaking, ends);
        }
        List<String> open = ends.open(sent);
        List<String> wrong = open.isEmpty()
                ? audit.violations(sent, ends.api())
                : List.of("not every command ended within " + LONGEST_REST.toMinutes() + " minutes: " + open);
        violations.addAll(wrong);
        table.audited(violations.isEmpty());
        sleeps.audited(violations.isEmpty());
        audited = Instant.now();
        reporter.tell(audit(
                sent.size(),
                table.faults() + sleeps.faults(),
                wrong,
                Duration.between(began, audited).toSeconds()));
    }

    private void settle(Fleet fleet, Breaking breaking, Ends ends) throws IOException, InterruptedException {
        fleet.startMissing();
        breaking.thawAll();
        fleet.platform().awaitAnswer();
        long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (!ends.all(sent) && System.nanoTime() < end) {
            Thread.sleep(POLL);
        }
    }

    static Event audit(int commands, int faults, List<String> violations, long seconds) {
        String words = "  audit of %d commands after %d faults: %s (%d s)"
                .formatted(
                        commands,
                        faults,
                        violations.isEmpty() ? "nothing lost, nothing twice" : String.join("; ", violations),
                        seconds);
        return new Event("audit", words)
                .with("commands", commands)
                .with("faults", faults)
                .with("violations", violations)
                .with("seconds", seconds);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Where processes ended, and the other faults. */
    CrashTable table() {
        return table;
    }

    /** Where processes slept. */
    CrashTable sleeps() {
        return sleeps;
    }

    int commands() {
        return sent.size();
    }
}

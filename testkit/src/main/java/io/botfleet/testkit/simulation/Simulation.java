package io.botfleet.testkit.simulation;

import io.botfleet.application.command.Commands;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Database;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.World;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of one history. */
public final class Simulation {
    private static final int SECONDS_TO_SETTLE = 1_200;
    private static final int SECONDS_TO_LINGER = 30;
    private static final Duration LONGEST_BACKTEST = Duration.ofMinutes(3);

    private final History history;
    private final Ports ports;
    private final World world;
    private final SplittableRandom nature;
    private final Trace trace = new Trace();
    private final Scheduler scheduler;
    private final Calls calls;
    private final LeaseWatch leases;
    private final List<Watch> watches;
    private final Rest rest;
    private final Ends ends;
    private final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();
    private final Clients clients;
    private final List<Life> lives = new ArrayList<>();
    private final Coverage coverage = new Coverage();
    private final Deque<Chain.Past> pasts = new ArrayDeque<>();
    private Forgotten forgotten = Forgotten.NOTHING;
    /** Up to where the chain was known to be final before the database was put back. */
    private long finalBefore;

    private final List<Happening.OpensPosition> opening = new ArrayList<>();
    private long haltedUntil;
    private Optional<String> haltedSince = Optional.empty();
    private long salts;
    private int born;
    private int swapsDue;
    private boolean calm;

    private Simulation(History history, Ports ports) {
        this.history = history;
        this.ports = ports;
        this.world = ports.world();
        SplittableRandom random = new SplittableRandom(~history.seed());
        this.nature = random.split();
        this.scheduler = new Scheduler(random.split(), history.pace().switchPerMille(), seconds -> world.clock()
                .advance(Duration.ofSeconds(seconds)));
        this.calls = new Calls(
                scheduler, history, random.split(), trace, coverage, this::observed, this::die, () -> world.git()
                        .head());
        this.leases = new LeaseWatch(world);
        CommandWatch commands = new CommandWatch(world, coverage);
        this.watches = List.of(
                commands,
                new ChainWatch(world, coverage),
                new GitWatch(world, coverage, commands),
                new ClusterWatch(world, commands),
                new BacktestWatch(world, coverage, commands, ports.policy().mostBacktests()),
                new PauseWatch(world),
                leases);
        this.rest = new Rest(world, ports, commands);
        this.clients = new Clients(world, envelopes);
        this.ends = new Ends(world, scheduler, random.split(), this::look);
        world.cluster().endJobsAfter(LONGEST_BACKTEST);
    }

    /** Runs a history from its beginning to its end, or to the first promise that is broken. */
    public static Outcome run(History history, Ports ports) {
        return new Simulation(history, ports).run();
    }

    private Outcome run() {
        for (int replica = 0; replica < history.pace().replicas(); replica++) {
            lives.add(start());
        }
        history.happenings().forEach(this::plan);
        scheduler.at(1, this::mine);
        scheduler.at(2, this::reconcile);
        scheduler.at(history.pace().seconds(), this::calmDown);
        Optional<Violation> violation = scheduler.run();
        return violation.isPresent()
                ? new Outcome.Broken(trace.fingerprint(), history, violation.get(), trace.lines())
                : new Outcome.Kept(trace.fingerprint(), scheduler.steps(), scheduler.switches(), coverage);
    }

    private Life start() {
        born++;
        Life life = new Life("replica-" + born);
        new SimulatedReplica(
                scheduler,
                calls,
                ports,
                envelopes,
                () -> Bytes.of(CanonicalJson.sha256(Json.of("salt " + salts++)).toArray()),
                life,
                coverage,
                () -> calm ? 10 : 1 + nature.nextInt(history.pace().idleSeconds()));
        return life;
    }

    private void die(Life life, int seconds) {
        int place = lives.indexOf(life);
        if (place >= 0) {
            life.die();
            scheduler.at(scheduler.now() + seconds, () -> {
                if (lives.get(place).isDead()) {
                    lives.set(place, start());
                }
            });
        }
    }

    private void plan(Happening happening) {
        switch (happening) {
            case Happening.Sends sends -> at(sends.second(), happening, () -> clients.send(sends));
            case Happening.Stops stops -> {
                at(stops.second(), happening, () -> world.stop(stops.part()));
                at(stops.second() + stops.seconds(), happening, () -> world.restart(stops.part()));
            }
            case Happening.Reorganises reorganises ->
                at(reorganises.second(), happening, () -> reorganise(reorganises));
            case Happening.Renumbers renumbers -> at(renumbers.second(), happening, () -> renumber(renumbers.depth()));
            case Happening.Jumps jumps ->
                at(jumps.second(), happening, () -> world.clock().advance(Duration.ofSeconds(jumps.seconds())));
            case Happening.Drifts drifts -> {
                at(drifts.second(), happening, () -> lives.get(drifts.replica()).drift(drifts.by()));
                at(drifts.second() + drifts.seconds(), happening, () -> lives.get(drifts.replica())
                        .drift(0));
            }
            case Happening.Pauses pauses ->
                at(pauses.second(), happening, () -> lives.get(pauses.replica())
                        .pauseUntil(scheduler.now() + pauses.seconds()));
            case Happening.Dies dies ->
                at(dies.second(), happening, () -> die(lives.get(dies.replica()), dies.seconds()));
            case Happening.OpensPosition opens -> at(opens.second(), happening, () -> opening.add(opens));
            case Happening.ClosesPositions closes -> at(closes.second(), happening, () -> closePositions(closes));
            case Happening.Restarts restarts -> at(restarts.second(), happening, () -> restart(restarts));
            case Happening.Swaps swaps -> at(swaps.second(), happening, () -> swapsDue++);
            case Happening.LosesWakeUps loses -> {
                at(loses.second(), happening, () -> world.database().loseWakeUps(true));
                at(loses.second() + loses.seconds(), happening, () -> world.database()
                        .loseWakeUps(false));
            }
            case Happening.Forgets forgets -> at(forgets.second(), happening, this::forget);
            case Happening.Links links ->
                at(links.second(), happening, () -> world.chain()
                        .link(Clients.wallet(links.wallet()), Clients.wallet(links.another())));
            case Happening.Restores restores -> at(restores.second(), happening, () -> backUp(restores));
            case Happening.Rewrites rewrites -> {
                at(rewrites.second(), happening, () -> rewrite(rewrites.depth()));
                at(rewrites.second() + rewrites.seconds(), happening, this::comeBack);
            }
            case Happening.Halts halts ->
                at(halts.second(), happening, () -> haltedUntil = scheduler.now() + halts.seconds());
            case Happening.GoesDark dark -> at(dark.second(), happening, () -> goDark(dark.seconds()));
            case Happening.Storms storms -> at(storms.second(), happening, () -> {});
            case Happening.LeavesJobs leaves -> at(0, leaves, world.cluster()::keepRemovedJobs);
            case Happening.Reclaims _, Happening.Disturbs _ -> {
                // Looked at where blocks are mined, and where calls are made.
            }
        }
    }

    private void at(long second, Happening happening, Runnable effect) {
        scheduler.at(second, () -> {
            if (!calm) {
                trace.note(scheduler.now(), happening.toString());
                coverage.count(Coverage.Kind.HAPPENING, happening.getClass().getSimpleName());
                effect.run();
                look();
            }
        });
    }

    private void reorganise(Happening.Reorganises reorganises) {
        Chain chain = world.chain();
        chain.reorganise(reorganises.depth(), _ -> reorganises.losesSettlements(), false);
        look();
        chain.mineAtMost(reorganises.first());
        chain.mine(reorganises.depth());
    }

    /** Whether there was such a bot. */
    private boolean openPosition(Happening.OpensPosition opens) {
        boolean[] opened = {false};
        world.cluster().pods().forEach((workload, pod) -> {
            // A bot trades as soon as it runs, whether anybody has seen it do so or not.
            boolean theirs = pod.command()
                    .flatMap(world.database()::stored)
                    .filter(command -> command.submission().sender().equals(Clients.wallet(opens.wallet())))
                    .isPresent();
            if (theirs && world.cluster().isRunning(workload)) {
                world.cluster().open(workload, position(pod));
                opened[0] = true;
            }
        });
        return opened[0];
    }

    private void restart(Happening.Restarts restarts) {
        bots(restarts.wallet()).forEach(bot -> {
            boolean wasPaused = !world.cluster().isRunning(bot);
            world.cluster().restart(bot);
            if (wasPaused && world.cluster().isRunning(bot)) {
                coverage.count(Branch.RESTARTED_TRADING);
                // It buys in its first iteration: whatever it said before counts no more.
                Pod pod = Objects.requireNonNull(world.cluster().pods().get(bot));
                world.cluster().open(bot, position(pod));
            }
            if (world.cluster().startsPaused(bot)) {
                coverage.count(Branch.RESTARTED_PAUSED);
            }
        });
    }

    private void closePositions(Happening.ClosesPositions closes) {
        bots(closes.wallet()).forEach(world.cluster()::exitAll);
    }

    /** Those that run for a start that this wallet sent. */
    private List<WorkloadId> bots(int wallet) {
        return world.cluster().pods().entrySet().stream()
                .filter(each -> !world.cluster().jobs().contains(each.getKey()))
                .filter(each -> each.getValue()
                        .command()
                        .flatMap(world.database()::stored)
                        .filter(command -> command.submission().sender().equals(Clients.wallet(wallet)))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void forget() {
        if (world.chain().forgetSettlements() > 0) {
            coverage.count(Branch.FORGOTTEN_BY_THE_NODE);
        }
    }

    private void rewrite(int depth) {
        // A copy of the store that has not caught up takes whatever past it is shown for the only one.
        if (world.database().finalisedBlock() >= finalBefore) {
            pasts.push(world.chain().rewrite(depth));
        }
    }

    private void comeBack() {
        if (!pasts.isEmpty()) {
            world.chain().comeBack(pasts.removeLast());
            pasts.clear();
        }
    }

    private void goDark(int seconds) {
        List.copyOf(lives).forEach(life -> die(life, seconds));
        scheduler.at(scheduler.now() + seconds, () -> {
            boolean late = world.chain().escrows().values().stream()
                    .anyMatch(escrow -> escrow.deadline().isBefore(world.clock().instant()));
            if (late) {
                coverage.count(Branch.DEADLINE_IN_THE_DARK);
            }
        });
    }

    private void backUp(Happening.Restores restores) {
        Database.Copy copy = world.database().copy();
        Map<CommandId, Long> versions = versions();
        Set<CommandId> told = world.database().outcomes().keySet();
        at(scheduler.now() + restores.later(), restores, () -> {
            List.copyOf(lives).forEach(life -> die(life, restores.seconds()));
            Map<CommandId, Long> now = versions();
            now.entrySet().removeAll(versions.entrySet());
            Set<CommandId> commands = new TreeSet<>(forgotten.commands());
            commands.addAll(now.keySet());
            world.database().outcomes().keySet().stream()
                    .filter(backtest -> !told.contains(backtest))
                    .forEach(commands::add);
            Set<ClientId> clients = new TreeSet<>(forgotten.clients());
            world.database().stored().stream()
                    .filter(command -> commands.contains(command.id()))
                    .forEach(command -> clients.add(command.client()));
            forgotten = new Forgotten(commands, clients);
            if (!now.isEmpty()) {
                coverage.count(Branch.RESTORED_WITHOUT_SOME);
            }
            // Whoever puts a copy back sees to it that the node is right: it is all that the copy can learn from.
            comeBack();
            finalBefore = Math.max(finalBefore, world.database().finalisedBlock());
            world.database().restore(copy);
            watches.forEach(watch -> watch.restored(forgotten));
            rest.restored(forgotten);
        });
    }

    private Map<CommandId, Long> versions() {
        return world.database().stored().stream()
                .collect(Collectors.toMap(Command::id, Command::version, Math::max, TreeMap::new));
    }

    private static OpenTrade position(Pod pod) {
        return new OpenTrade(
                1, "BTC/USDT", false, pod.startedAt(), BigDecimal.TEN, BigDecimal.TEN, BigDecimal.ONE, BigDecimal.ZERO);
    }

    /** How many blocks hold a command that has a verdict in the pool, and another one; 0 where there is no such pair. */
    private int swappable() {
        Chain chain = world.chain();
        long head = chain.latest().ref().number();
        long from = chain.pooledSettlements().stream()
                .flatMap(settle -> settle.entries().stream())
                .filter(entry -> entry.command().number() <= chain.submissions().size())
                .map(entry -> chain.submissions().get((int) entry.command().number() - 1))
                .mapToLong(submission -> submission.block().number())
                .min()
                .orElse(0);
        int depth = (int) (head - from + 1);
        return from > 0 && depth < Ports.FINAL_DEPTH && mayBeRenumbered(from) ? depth : 0;
    }

    /** Whether the contract can tell the commands from a block on from each other, whatever number each of them gets. */
    private boolean mayBeRenumbered(long from) {
        Chain chain = world.chain();
        List<Tag> tags = chain.submissions().stream()
                .filter(submission -> submission.block().number() >= from)
                .map(Submission::tag)
                .toList();
        // A copied envelope has its original's tag: the contract can't tell a verdict on one from that on the other.
        boolean toldApart = tags.size() > 1 && Set.copyOf(tags).size() == tags.size();
        // Nor does its tag tell whose a wallet is, where a link changes places with what the wallet sent.
        boolean linked = chain.after(from - 1).stream()
                .flatMap(block -> block.transactions().stream())
                .anyMatch(Chain.Link.class::isInstance);
        return !linked && toldApart && !chain.hasPooledCommand();
    }

    private void renumber(int depth) {
        long head = world.chain().latest().ref().number();
        if (pasts.isEmpty() && head > depth && mayBeRenumbered(head - depth + 1)) {
            coverage.count(Branch.RENUMBERED);
            world.chain().reorganise(depth, _ -> false, true);
            look();
            world.chain().mine(depth + 1);
        }
    }

    private void swap(int depth) {
        swapsDue--;
        trace.note(scheduler.now(), "the last " + depth + " blocks hold their commands in the opposite order");
        world.chain().reorganise(depth, _ -> false, true);
        world.chain().mine(depth);
        look();
        world.chain().reorganise(depth, _ -> false, true);
        world.chain().mine(depth + 1);
        trace.note(scheduler.now(), "and in the former order again");
    }

    private void mine() {
        reclaim();
        int depth = swapsDue > 0 && !calm && pasts.isEmpty() ? swappable() : 0;
        if (depth > 0) {
            swap(depth);
        }
        if (calm || scheduler.now() >= haltedUntil) {
            trace.note(scheduler.now(), "block " + world.chain().mine().number());
            look();
        }
        scheduler.at(scheduler.now() + (calm ? 5 : untilReclaimed(1 + nature.nextInt(6))), this::mine);
    }

    /** A block hardly ever comes in the very second of a deadline, which is where it matters who may have the fee. */
    private long untilReclaimed(int seconds) {
        return history.happenings().stream()
                .filter(Happening.Reclaims.class::isInstance)
                .map(Happening.Reclaims.class::cast)
                .filter(reclaims -> reclaims.secondsAfterDeadline() <= 0)
                .flatMap(reclaims -> world.chain().escrows().values().stream()
                        .filter(escrow -> escrow.payer().equals(Clients.wallet(reclaims.wallet()))))
                .mapToLong(escrow -> Duration.between(world.clock().instant(), escrow.deadline())
                        .toSeconds())
                .filter(left -> left > 0 && left < seconds)
                .min()
                .orElse(seconds);
    }

    private void reclaim() {
        if (calm) {
            return;
        }
        for (Happening happening : history.happenings()) {
            if (happening instanceof Happening.Reclaims(int wallet, int after)) {
                world.chain().escrows().forEach((command, escrow) -> {
                    Instant from = escrow.deadline().plusSeconds(after);
                    if (escrow.payer().equals(Clients.wallet(wallet))
                            && !world.clock().instant().isBefore(from)) {
                        world.chain().reclaim(command);
                    }
                });
            }
        }
    }

    private void reconcile() {
        if (!world.isDown(World.Part.CLUSTER)) {
            if (nature.nextBoolean()) {
                world.cluster().fetch();
            }
            world.cluster().apply();
            // What is pushed from here on is not seen before the time after the next.
            world.cluster().fetch();
            opening.removeIf(this::openPosition);
            ends.plan();
            look();
        }
        scheduler.at(scheduler.now() + (calm ? 5 : 1 + nature.nextInt(6)), this::reconcile);
    }

    /** The disturbances are over: from here on it must come to rest by itself. */
    private void calmDown() {
        trace.note(scheduler.now(), "calm");
        calm = true;
        scheduler.calmDown();
        calls.calmDown();
        for (World.Part part : World.Part.values()) {
            world.restart(part);
        }
        world.database().loseWakeUps(false);
        comeBack();
        look();
        for (int place = 0; place < lives.size(); place++) {
            Life life = lives.get(place);
            life.wake();
            life.drift(0);
            if (life.isDead()) {
                lives.set(place, start());
            }
        }
        long end = scheduler.now() + SECONDS_TO_SETTLE;
        scheduler.at(scheduler.now() + 10, () -> awaitRest(end));
    }

    private void awaitRest(long end) {
        if (rest.isReached()) {
            scheduler.at(scheduler.now() + SECONDS_TO_LINGER, this::endAtRest);
        } else if (scheduler.now() > end) {
            scheduler.fail(new Violation(
                    rest.isSettled()
                            ? "what came of each backtest is stored in time, and nothing of it is left"
                            : "everything is settled or reclaimed in time",
                    rest.missing()));
        } else {
            scheduler.at(scheduler.now() + 10, () -> awaitRest(end));
        }
    }

    private void endAtRest() {
        try {
            rest.check();
        } catch (Watch.Broken broken) {
            scheduler.fail(broken.violation());
        }
        for (Command command : world.database().commands()) {
            String why = command.stage() == Stage.APPROVED
                    ? command.order().map(Order::type).orElse("")
                    : command.ending().map(ending -> ending.reason().name()).orElse("");
            coverage.count(Coverage.Kind.ENDING, command.stage() + " " + why);
        }
        scheduler.finish();
    }

    private void observed(Method method, @Nullable Object[] arguments, @Nullable Object result, boolean accepted) {
        if (haltedSince.isEmpty() && world.database().halted().isPresent()) {
            coverage.count(Branch.HALTED_PAST_FINALITY);
        }
        haltedSince = world.database().halted();
        if (result == Commands.Saved.CONFLICT) {
            coverage.count(Branch.SAVE_LOST);
        }
        try {
            if (accepted) {
                leases.accepted(method.getName(), arguments);
            }
            watches.forEach(Watch::look);
        } catch (Watch.Broken broken) {
            scheduler.fail(broken.violation());
        }
    }

    private void look() {
        try {
            watches.forEach(Watch::look);
        } catch (Watch.Broken broken) {
            scheduler.fail(broken.violation());
        }
    }
}

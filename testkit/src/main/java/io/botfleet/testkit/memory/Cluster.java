package io.botfleet.testkit.memory;

import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A cluster that follows the Git history at each {@link #reconcile()}; how a bot or a Job does depends on its strategy. What a live bot
 * opened is on its exchange and in its client's schema: it is there for the next live bot on that market, whatever becomes of
 * the first one. A dry run's trades go with its pod.
 */
public final class Cluster {
    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    /** What becomes of a pod. */
    public sealed interface Behaviour {
        record Runs() implements Behaviour {}

        record NeverReady() implements Behaviour {}

        /** It is ready, and nobody but its own cluster gets an answer from it. */
        record Silent() implements Behaviour {}

        /** It answers, and its {@code last_process} stands still. */
        record StandsStill() implements Behaviour {}

        record Fails(Problem problem) implements Behaviour {}

        /** It runs another strategy than its values say. */
        record RunsAnother(String strategy) implements Behaviour {}
    }

    private static final class Running {
        final Pod pod;
        /** What its pod was made from: the rest of its values is read by each start. */
        final Json.Members values;

        final List<OpenTrade> openTrades;
        final PodLog log = new PodLog();
        String initialState;
        String state;
        int restarts;

        Running(Pod pod, Json.Members wanted, List<OpenTrade> openTrades) {
            this.pod = pod;
            this.values = template(wanted);
            this.openTrades = openTrades;
            this.initialState = initialState(wanted);
            this.state = initialState;
        }

        void restart() {
            restarts++;
            state = initialState;
        }
    }

    /** Where a client's live bots trade. */
    private record Market(WorkloadId bot, String exchange, String stakeCurrency) {}

    /** A state of the repository that the cluster is to bring up. */
    private record Target(Optional<CommitId> revision, Map<RepositoryPath, Bytes> tree) {}

    private final SettableClock clock;
    private final GitHistory git;
    private final Map<String, Behaviour> behaviours = new HashMap<>();
    private final Map<WorkloadId, Running> running = new LinkedHashMap<>();
    private final Jobs jobs;
    private final List<Consumer<WorkloadId>> listeners = new ArrayList<>();
    private final Map<Market, List<OpenTrade>> held = new LinkedHashMap<>();
    private Target target = new Target(Optional.empty(), Map.of());
    private Optional<CommitId> revision = Optional.empty();
    private final List<WorkloadId> removedHolding = new ArrayList<>();
    private final List<WorkloadId> removedLive = new ArrayList<>();
    private Map<WorkloadId, Pod> pods = Map.of();
    private long started;
    private boolean exitsFill = true;
    private boolean keepsWhatIsRemoved;
    private boolean keepsRemovedJobs;

    Cluster(SettableClock clock, GitHistory git) {
        this.clock = clock;
        this.git = git;
        this.jobs = new Jobs(clock);
        behaviours.put("SampleStrategy", new Behaviour.Runs());
        behaviours.put("OtherStrategy", new Behaviour.Runs());
    }

    /** How bots with this strategy do from now on; a strategy that was never named does not load. */
    public synchronized void strategy(String name, Behaviour behaviour) {
        behaviours.put(name, behaviour);
    }

    /**
     * How Jobs with this strategy do that begin from now on, or have not come to run yet. One that was never named works
     * where bots with it run, and otherwise does not load.
     */
    public synchronized void jobs(String strategy, JobBehaviour behaviour) {
        jobs.behave(strategy, behaviour);
    }

    /** Brings what runs to what the head of the repository says. */
    public synchronized void reconcile() {
        fetch();
        apply();
    }

    /** Decides on the head of the repository; what runs, and the revision that is told, are as before. */
    public synchronized void fetch() {
        synchronized (git) {
            target = new Target(git.head(), git.tree());
        }
    }

    /** Brings what runs to what was decided on last, however old that is by now. */
    public synchronized void apply() {
        revision = target.revision();
        Map<WorkloadId, Json.Members> wanted = new LinkedHashMap<>();
        target.tree().forEach((path, yaml) -> workloadOf(path).ifPresent(id -> wanted.put(id, git.values(yaml))));
        Map<WorkloadId, Json.Members> wantedJobs = new LinkedHashMap<>();
        target.tree().forEach((path, yaml) -> jobOf(path).ifPresent(id -> wantedJobs.put(id, git.values(yaml))));
        jobs.apply(revision, wantedJobs, keepsWhatIsRemoved || keepsRemovedJobs, this::podOf, this::jobBehaviourOf)
                .forEach(this::changed);
        if (!keepsWhatIsRemoved) {
            running.keySet().stream()
                    .filter(id -> !wanted.containsKey(id))
                    .toList()
                    .forEach(this::end);
        }
        wanted.forEach((id, values) -> {
            Running now = running.get(id);
            if (now != null && now.values.equals(template(values))) {
                now.initialState = initialState(values);
                return;
            }
            List<OpenTrade> openTrades = openTrades(id, values);
            if (now != null) {
                now.log.end();
                if (isLive(now.values) && now.openTrades != openTrades) {
                    leftBehind(id, now);
                }
            }
            running.put(id, new Running(podOf(id, values), values, openTrades));
            changed(id);
        });
    }

    private List<OpenTrade> openTrades(WorkloadId id, Json.Members values) {
        Json.Members config = member(values, "config");
        return isLive(values)
                ? held.computeIfAbsent(
                        new Market(id, text(config, "exchange"), text(config, "stakeCurrency")), _ -> new ArrayList<>())
                : new ArrayList<>();
    }

    private static boolean isLive(Json.Members values) {
        return member(values, "config").get("dryRun").equals(Optional.of(Json.of(false)));
    }

    private static Json.Members template(Json.Members values) {
        return values.without("initialState");
    }

    private static String initialState(Json.Members values) {
        return values.get("initialState").isPresent() ? text(values, "initialState") : "running";
    }

    /**
     * A bot ends, of memory or with its node, and is started anew with what the cluster has for it now; a Job that runs is
     * killed, and has failed.
     */
    public synchronized void restart(WorkloadId id) {
        finish(id, KILLED);
        Optional.ofNullable(running.get(id)).ifPresent(Running::restart);
    }

    /**
     * A workload's node is gone, and it with it: a bot comes up on another one when the cluster looks the next time, a Job
     * has failed.
     */
    public synchronized void lose(WorkloadId id) {
        if (jobs.lose(id)) {
            changed(id);
        }
        Optional.ofNullable(running.remove(id)).ifPresent(lost -> lost.log.end());
    }

    /** A Job's container ends by itself; nothing where none runs. */
    public synchronized void finish(WorkloadId job, int exitCode) {
        if (jobs.finish(job, exitCode)) {
            changed(job);
        }
    }

    private void end(WorkloadId id) {
        Running ended = Objects.requireNonNull(running.remove(id));
        ended.log.end();
        leftBehind(id, ended);
        changed(id);
    }

    private void leftBehind(WorkloadId id, Running bot) {
        if (!bot.openTrades.isEmpty()) {
            removedHolding.add(id);
            if (isLive(bot.values)) {
                removedLive.add(id);
            }
        }
    }

    /** From now on a removed values file ends no bot, as with ArgoCD as the platform sets it up. */
    public synchronized void keepWhatIsRemoved() {
        keepsWhatIsRemoved = true;
    }

    /** As {@link #keepWhatIsRemoved()}, for Jobs alone. */
    public synchronized void keepRemovedJobs() {
        keepsRemovedJobs = true;
    }

    /** From now on a Job has failed that takes longer than this. */
    public synchronized void endJobsAfter(Duration longest) {
        jobs.endAfter(longest);
    }

    /** Every Job that ever came to be, in that order. */
    public synchronized List<MadeJob> jobsMade() {
        return jobs.made();
    }

    /** The Jobs that are there, also where they have ended. */
    public synchronized Set<WorkloadId> jobs() {
        return jobs.there();
    }

    /** Lets a Job that has only printed other lines print Freqtrade's lines of work. */
    public synchronized void begin(WorkloadId job) {
        jobs.begin(job);
    }

    /** Git is asked without this cluster's lock: whoever answers may have to wait for somebody who needs it. */
    void remove(WorkloadId id, Predicate<CommitId> holdsRemoval) {
        Optional<CommitId> asked = revision();
        if (asked.filter(holdsRemoval).isPresent()) {
            remove(id, asked);
        }
    }

    private synchronized Optional<CommitId> revision() {
        return revision;
    }

    private synchronized void remove(WorkloadId id, Optional<CommitId> asked) {
        boolean removed = git.tree().keySet().stream()
                .noneMatch(path -> workloadOf(path).or(() -> jobOf(path)).equals(Optional.of(id)));
        if (removed && revision.equals(asked)) {
            if (running.containsKey(id)) {
                end(id);
            } else if (jobs.remove(id)) {
                changed(id);
            }
        }
    }

    /** From now on nobody buys what bots try to sell. */
    public synchronized void noExitFills() {
        exitsFill = false;
    }

    /** Whether a bot says that it runs, neither paused nor stopped. */
    public synchronized boolean isRunning(WorkloadId id) {
        return answering(id).filter(bot -> bot.state.equals("running")).isPresent();
    }

    /** Puts an open position into a bot's books. */
    public synchronized void open(WorkloadId bot, OpenTrade trade) {
        Objects.requireNonNull(running.get(bot), "no such bot").openTrades.add(trade);
    }

    /** Lets a pod print a line. */
    public synchronized void print(WorkloadId workload, String line) {
        if (jobs.has(workload)) {
            jobs.print(workload, line);
        } else {
            Objects.requireNonNull(running.get(workload), "no such bot").log.print(line);
        }
    }

    synchronized boolean isJob(WorkloadId id) {
        return jobs.has(id);
    }

    /** Of the pod that is there now. */
    synchronized Optional<PodLog> log(WorkloadId id) {
        return Optional.ofNullable(running.get(id)).map(bot -> bot.log).or(() -> jobs.log(id));
    }

    /** Whether a bot that starts now comes up paused. */
    public synchronized boolean startsPaused(WorkloadId id) {
        Running bot = running.get(id);
        return bot != null && bot.initialState.equals("paused");
    }

    /** Whether a bot has an open position in its books. */
    public synchronized boolean holds(WorkloadId id) {
        Running bot = running.get(id);
        return bot != null && !bot.openTrades.isEmpty();
    }

    /** Whose live positions are open while no live bot of theirs is on that market. */
    public synchronized Set<WorkloadId> abandoned() {
        Set<WorkloadId> found = new LinkedHashSet<>();
        held.forEach((market, trades) -> {
            Running bot = running.get(market.bot());
            if (!trades.isEmpty() && (bot == null || bot.openTrades != trades)) {
                found.add(market.bot());
            }
        });
        return found;
    }

    /** Bots that were taken away although they held open positions, in that order; live ones also where their successor sees none. */
    public synchronized List<WorkloadId> removedHolding() {
        return List.copyOf(removedHolding);
    }

    /** Those of them that were live. */
    public synchronized List<WorkloadId> removedLive() {
        return List.copyOf(removedLive);
    }

    /** Every bot, and every Job that has not ended, with its pod; the same object until something changes. */
    public synchronized Map<WorkloadId, Pod> pods() {
        return pods;
    }

    private void changed(WorkloadId id) {
        Map<WorkloadId, Pod> now = new LinkedHashMap<>();
        running.forEach((each, bot) -> now.put(each, bot.pod));
        now.putAll(jobs.pods());
        pods = now;
        listeners.forEach(listener -> listener.accept(id));
    }

    private static Optional<WorkloadId> workloadOf(RepositoryPath path) {
        String[] parts = path.value().split("/", -1);
        return parts.length == 3 && parts[0].equals("clientes") && parts[2].equals("values.yaml")
                ? Optional.of(new WorkloadId(parts[1]))
                : Optional.empty();
    }

    private static Optional<WorkloadId> jobOf(RepositoryPath path) {
        String[] parts = path.value().split("/", -1);
        return parts.length == 4 && parts[0].equals("backtests") && parts[3].equals("values.yaml")
                ? Optional.of(new WorkloadId(parts[1] + "-backtest-" + parts[2]))
                : Optional.empty();
    }

    /** As of a bot, where nobody said how its Jobs do. */
    private JobBehaviour jobBehaviourOf(Json.Members values) {
        return switch (behaviourOf(values)) {
            case Behaviour.Fails(var problem) ->
                new JobBehaviour.Ends(List.of("2026-01-01 00:00:00,000 - freqtrade - ERROR - " + problem.message()), 2);
            case Behaviour.Runs _,
                    Behaviour.NeverReady _,
                    Behaviour.Silent _,
                    Behaviour.StandsStill _,
                    Behaviour.RunsAnother _ -> new JobBehaviour.Works(List.of());
        };
    }

    private Pod podOf(WorkloadId id, Json.Members values) {
        started++;
        return new Pod(
                id.name() + "-" + started,
                "uid-" + started,
                Optional.of(CommandId.parse(text(values, "commandId"))),
                // As the chart's, which leaves out the operators' settings.
                Optional.of(ValuesDigest.of(values.without("chart"))),
                "freqtrade-platform:test",
                Pod.Phase.PENDING,
                0,
                clock.instant());
    }

    private Behaviour behaviourOf(Running bot) {
        return behaviourOf(bot.values);
    }

    private Behaviour behaviourOf(Json.Members values) {
        String strategy = text(member(values, "env"), "FREQTRADE_STRATEGY");
        return behaviours.getOrDefault(
                strategy,
                new Behaviour.Fails(new Problem(
                        Problem.Kind.CRASH_LOOP,
                        "Impossible to load Strategy '" + strategy
                                + "'. This class does not exist or contains Python code errors.")));
    }

    synchronized Observation observe(WorkloadId id) {
        if (jobs.has(id)) {
            return jobs.seen(id, revision);
        }
        Running bot = running.get(id);
        if (bot == null) {
            return new Observation.Seen(revision, Optional.empty(), Optional.empty());
        }
        Optional<Problem> problem =
                behaviourOf(bot) instanceof Behaviour.Fails fails ? Optional.of(fails.problem()) : Optional.empty();
        Pod.Phase phase =
                switch (behaviourOf(bot)) {
                    case Behaviour.Fails _, Behaviour.NeverReady _ -> Pod.Phase.RUNNING;
                    case Behaviour.Runs _, Behaviour.Silent _, Behaviour.StandsStill _, Behaviour.RunsAnother _ ->
                        Pod.Phase.READY;
                };
        Pod pod = bot.pod;
        Pod seen = new Pod(
                pod.name(),
                pod.uid(),
                pod.command(),
                pod.valuesDigest(),
                pod.image(),
                phase,
                problem.isPresent() ? restartsOf(pod) : bot.restarts,
                pod.startedAt());
        return new Observation.Seen(revision, Optional.of(seen), problem);
    }

    /** Once in three seconds. */
    private int restartsOf(Pod pod) {
        return 2 + (int) (Duration.between(pod.startedAt(), clock.instant()).toSeconds() / 3);
    }

    private Optional<Running> answering(WorkloadId id) {
        return Optional.ofNullable(running.get(id)).filter(bot -> switch (behaviourOf(bot)) {
            case Behaviour.Fails _, Behaviour.NeverReady _, Behaviour.Silent _ -> false;
            case Behaviour.Runs _, Behaviour.StandsStill _, Behaviour.RunsAnother _ -> true;
        });
    }

    synchronized Optional<RunningConfig> config(WorkloadId id) {
        return answering(id).map(bot -> {
            Json.Members config = member(bot.values, "config");
            boolean dryRun = config.get("dryRun").equals(Optional.of(Json.of(true)));
            String strategy = behaviourOf(bot) instanceof Behaviour.RunsAnother other
                    ? other.strategy()
                    : text(member(bot.values, "env"), "FREQTRADE_STRATEGY");
            List<String> pairs = config.get("pairs").orElseThrow() instanceof Json.Items items
                    ? items.values().stream()
                            .map(item -> ((Json.Text) item).value())
                            .toList()
                    : List.of();
            return new RunningConfig(
                    "2026.7",
                    dryRun ? "dry_run" : "live",
                    bot.state,
                    dryRun,
                    strategy,
                    text(config, "exchange"),
                    text(config, "botName"),
                    text(config, "stakeCurrency"),
                    text(config, "stakeAmount"),
                    new BigDecimal(text(config, "maxOpenTrades")).intValueExact(),
                    text(config, "timeframe"),
                    pairs);
        });
    }

    synchronized Optional<BotHealth> health(WorkloadId id) {
        return answering(id).map(bot -> {
            boolean still = behaviourOf(bot) instanceof Behaviour.StandsStill || !bot.state.equals("running");
            Instant last = still ? bot.pod.startedAt() : clock.instant();
            return new BotHealth(Optional.of(last), Optional.of(bot.pod.startedAt()));
        });
    }

    synchronized Optional<List<OpenTrade>> openTrades(WorkloadId id) {
        return answering(id).map(bot -> List.copyOf(bot.openTrades));
    }

    synchronized boolean pause(WorkloadId id) {
        answering(id).ifPresent(bot -> bot.state = "paused");
        return answering(id).isPresent();
    }

    /** A bot stops by itself, as Freqtrade does after an error that it can't go on from. */
    public synchronized void stopByItself(WorkloadId id) {
        answering(id).ifPresent(bot -> bot.state = "stopped");
    }

    synchronized boolean resume(WorkloadId id) {
        answering(id).ifPresent(bot -> bot.state = "running");
        return answering(id).isPresent();
    }

    /** Closes every position of a bot, where exits fill. */
    public synchronized boolean exitAll(WorkloadId id) {
        if (exitsFill) {
            answering(id).ifPresent(bot -> bot.openTrades.clear());
        }
        return answering(id).isPresent();
    }

    synchronized void listen(Consumer<WorkloadId> listener) {
        listeners.add(listener);
    }

    /** How long one iteration of a bot takes here. */
    public Duration iteration() {
        return Duration.ofSeconds(1);
    }

    static Json.Members member(Json.Members json, String name) {
        return json.get(name)
                .filter(Json.Members.class::isInstance)
                .map(Json.Members.class::cast)
                .orElse(Json.EMPTY);
    }

    static String text(Json.Members json, String name) {
        return switch (json.get(name).orElseThrow()) {
            case Json.Text text -> text.value();
            case Json.Numeral numeral -> numeral.value().toPlainString();
            case Json other -> throw new IllegalArgumentException(name + " is " + other);
        };
    }
}

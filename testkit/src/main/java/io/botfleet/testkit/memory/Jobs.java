package io.botfleet.testkit.memory;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The Jobs of a {@link Cluster}, which guards them. */
final class Jobs {
    private final SettableClock clock;
    private final Map<String, JobBehaviour> behaviours = new HashMap<>();
    private final Map<WorkloadId, Job> jobs = new LinkedHashMap<>();
    private final List<Made> made = new ArrayList<>();
    private Duration deadline = Job.DEADLINE;

    private record Made(WorkloadId workload, Optional<CommitId> revision, Job job) {}

    Jobs(SettableClock clock) {
        this.clock = clock;
    }

    void behave(String strategy, JobBehaviour behaviour) {
        behaviours.put(strategy, behaviour);
    }

    void endAfter(Duration longest) {
        deadline = longest;
    }

    /** Brings the Jobs to what is wanted at a revision; tells which of them changed. */
    Set<WorkloadId> apply(
            Optional<CommitId> revision,
            Map<WorkloadId, Json.Members> wanted,
            boolean keepsWhatIsRemoved,
            BiFunction<WorkloadId, Json.Members, Pod> pods,
            Function<Json.Members, JobBehaviour> otherwise) {
        Map<WorkloadId, Observation> before = new HashMap<>();
        jobs.forEach((id, job) -> before.put(id, job.seen(Optional.empty())));
        Set<WorkloadId> changed = new LinkedHashSet<>();
        if (!keepsWhatIsRemoved) {
            jobs.keySet().stream()
                    .filter(id -> !wanted.containsKey(id))
                    .toList()
                    .forEach(id -> {
                        remove(id);
                        changed.add(id);
                    });
        }
        wanted.forEach((id, values) -> {
            Job now = jobs.get(id);
            boolean begins = false;
            if (now == null || now.isNeverMade()) {
                begins = true;
                now = new Job(values, pods.apply(id, values));
                jobs.put(id, now);
            }
            now.want(values);
            String strategy = strategy(values);
            now.start(
                    Optional.ofNullable(behaviours.get(strategy)).orElseGet(() -> otherwise.apply(values)),
                    linesOfWork(values));
            if (begins && !now.isNeverMade()) {
                made.add(new Made(id, revision, now));
            }
        });
        jobs.forEach((id, job) -> {
            job.endAfterItsTime(clock.instant(), deadline);
            if (!job.seen(Optional.empty()).equals(before.get(id))) {
                changed.add(id);
            }
        });
        return changed;
    }

    private static String strategy(Json.Members values) {
        return Cluster.text(Cluster.member(values, "env"), "FREQTRADE_STRATEGY");
    }

    /** As Freqtrade's configuration and backtesting print them. */
    private static List<String> linesOfWork(Json.Members values) {
        Json.Members config = Cluster.member(values, "config");
        String configuration = "2026-01-01 00:00:00,000 - freqtrade.configuration.configuration - INFO - ";
        return List.of(
                configuration + "Parameter -i/--timeframe detected ... Using timeframe: "
                        + Cluster.text(config, "timeframe") + " ...",
                configuration + "Parameter --timerange detected: " + Cluster.text(config, "timerange") + " ...",
                "2026-01-01 00:00:01,000 - freqtrade.optimize.backtesting - INFO - Running backtesting for Strategy "
                        + strategy(values));
    }

    boolean has(WorkloadId id) {
        return jobs.containsKey(id);
    }

    private Job job(WorkloadId id) {
        return Objects.requireNonNull(jobs.get(id), "no such Job");
    }

    Observation.Seen seen(WorkloadId id, Optional<CommitId> revision) {
        return job(id).seen(revision);
    }

    Optional<PodLog> log(WorkloadId id) {
        return Optional.ofNullable(jobs.get(id)).map(Job::log);
    }

    void print(WorkloadId id, String line) {
        job(id).print(line);
    }

    void begin(WorkloadId id) {
        linesOfWork(job(id).values()).forEach(line -> print(id, line));
    }

    /** Every one that ever came to be, in that order. */
    List<MadeJob> made() {
        return made.stream()
                .map(each -> new MadeJob(
                        each.workload(),
                        strategy(each.job().values()),
                        each.job().pod(),
                        each.revision(),
                        each.job().log().lines(),
                        each.job().failure()))
                .toList();
    }

    /** Those that are there, also where they have ended. */
    Set<WorkloadId> there() {
        return Set.copyOf(jobs.keySet());
    }

    boolean finish(WorkloadId id, int exitCode) {
        boolean runs = has(id) && job(id).isRunning();
        if (runs) {
            job(id).end(exitCode);
        }
        return runs;
    }

    boolean lose(WorkloadId id) {
        boolean runs = has(id) && job(id).isRunning();
        if (runs) {
            job(id).fail("Terminated: its node was shut down");
        }
        return runs;
    }

    boolean remove(WorkloadId id) {
        Optional<Job> removed = Optional.ofNullable(jobs.remove(id));
        removed.ifPresent(job -> job.log().end());
        return removed.isPresent();
    }

    /** Of those that have not ended. */
    Map<WorkloadId, Pod> pods() {
        Map<WorkloadId, Pod> pods = new LinkedHashMap<>();
        jobs.forEach((id, job) -> {
            Pod pod = job.pod();
            if (!job.isNeverMade() && pod.phase() != Pod.Phase.ENDED) {
                pods.put(id, pod);
            }
        });
        return pods;
    }
}

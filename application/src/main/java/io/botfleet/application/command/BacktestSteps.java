package io.botfleet.application.command;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.backtest.Reports;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.backtest.BacktestExpectation;
import io.botfleet.domain.bot.Deployment;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.settlement.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a backtest goes another way than a bot: it waits for none of its client's commands, and replaces nothing. */
final class BacktestSteps {
    /** Of one client, behind those that are under way. */
    private static final int MOST_WAITING = 8;

    private final Backtests backtests;
    private final Provisioning provisioning;
    private final GitOpsRepository repository;
    private final DeployedValues values;
    private final Workloads workloads;
    private final Reports reports;
    private final Verdicts verdicts;
    private final Policy policy;

    BacktestSteps(
            Backtests backtests,
            Provisioning provisioning,
            GitOpsRepository repository,
            Workloads workloads,
            Reports reports,
            Verdicts verdicts,
            Policy policy) {
        this.backtests = backtests;
        this.provisioning = provisioning;
        this.repository = repository;
        this.values = new DeployedValues(repository);
        this.workloads = workloads;
        this.reports = reports;
        this.verdicts = verdicts;
        this.policy = policy;
    }

    /** Whether as many of its client's are under way as may be; those that came before it end by themselves. */
    boolean hasNoRoom(Command command) {
        return hasBefore(command, policy.mostBacktests());
    }

    private boolean hasBefore(Command command, int most) {
        return backtests.open(command.client(), command.id(), most) >= most;
    }

    Next prepare(Command command, RunBacktest order, Instant now) {
        if (!hasNoRoom(command)) {
            return Next.at(provisioned(command, order, now));
        }
        // Each that waits is looked at again and again: a client that sends thousands would hold up everybody else's.
        return hasBefore(command, policy.mostBacktests() + MOST_WAITING)
                ? Next.at(verdicts.refund(
                        command,
                        Ending.refund(Reason.CAPACITY, MOST_WAITING + " backtests of this client wait already"),
                        now))
                : new Next(command.waiting("an earlier backtest of this client to end"), policy.lookAgain());
    }

    /**
     * With the values that Git has already, where they are this command's: this store is an older copy of itself, and has
     * forgotten them. Its Job takes no others, and an approval of it may be on its way.
     */
    Command provisioned(Command command, RunBacktest order, Instant now) {
        RepositoryPath path = RepositoryPath.ofBacktest(command.client(), command.id());
        return repository
                .recentHead()
                .flatMap(head -> repository.at(head, path))
                .flatMap(file -> asCommitted(command, order, path, file))
                .map(values -> command.provisioned(values, now))
                .orElseGet(() -> provisioning.provision(command, order, now));
    }

    /** Empty where anything but the ciphertexts is not what would be committed now. */
    private static Optional<Prepared> asCommitted(Command command, RunBacktest order, RepositoryPath path, Bytes file) {
        ValuesDocument values =
                ValuesDocument.ofBacktest(command.client(), command.id(), order, ValuesDocument.sealedIn(file));
        return values.yaml().equals(file)
                ? Optional.of(new Prepared.Values(path, file, values.digest()))
                : Optional.empty();
    }

    Next confirm(Command command, RunBacktest order, Instant now) {
        WorkloadId job = WorkloadId.ofBacktest(command.client(), command.id());
        Deployment deployment = deployment(command);
        Observation observation = workloads.observe(job);
        return command.stage() == Stage.COMMITTED
                ? deployed(command, deployment, observation, now)
                : working(command, new BacktestExpectation(deployment, order), observation, job, now);
    }

    static Deployment deployment(Command command) {
        if (!(command.prepared().orElseThrow() instanceof Prepared.Values values)) {
            throw new IllegalStateException("command " + command.id() + " is a backtest without values");
        }
        return new Deployment(command.id(), values.digest());
    }

    private Next deployed(Command command, Deployment deployment, Observation observation, Instant now) {
        Verdict verdict = deployment.deployed(
                observation, holds(observation, command.commit().orElseThrow()));
        return switch (values.confirmed(command, observation, verdict)) {
            case Verdict.CannotTellYet waiting -> waiting(command, waiting.waitingOn());
            case Verdict.Failed failed -> failed(command, failed, now);
            case Verdict.Confirmed _ -> {
                Observation.Seen seen = (Observation.Seen) observation;
                yield Next.at(command.deployed(
                        command.execution()
                                .deployed(
                                        seen.revision().orElseThrow(),
                                        seen.pod().orElseThrow()),
                        now));
            }
        };
    }

    private Next working(
            Command command, BacktestExpectation expectation, Observation observation, WorkloadId job, Instant now) {
        List<String> log = hasPrinted(observation) ? workloads.logs(job, Reports.LINES) : List.of();
        Optional<Reports.Printed> printed = reports.in(log);
        return switch (expectation.working(observation, log, printed.map(Reports.Printed::report))) {
            case Verdict.CannotTellYet waiting -> waiting(command, waiting.waitingOn());
            case Verdict.Failed failed -> failed(command, failed, now);
            case Verdict.Confirmed _ -> {
                Pod pod = ((Observation.Seen) observation).pod().orElseThrow();
                String shown = BacktestExpectation.begun(log)
                        .or(() -> printed.map(result -> "its result " + CanonicalJson.sha256(result.document())))
                        .orElseThrow();
                yield Next.at(command.confirmed(command.execution().working(pod, shown), now));
            }
        };
    }

    private static boolean hasPrinted(Observation observation) {
        return observation instanceof Observation.Seen seen
                && seen.pod()
                        .filter(pod -> pod.phase() != Pod.Phase.PENDING && pod.phase() != Pod.Phase.INITIALISING)
                        .isPresent();
    }

    /** Whether nothing is left of it after its values were taken back. */
    boolean isGone(Command command) {
        CommitId undo = command.undoCommit().orElseThrow();
        WorkloadId job = WorkloadId.ofBacktest(command.client(), command.id());
        workloads.remove(job, revision -> repository.contains(revision, undo));
        return workloads.observe(job) instanceof Observation.Seen seen
                && holds(seen, undo)
                && seen.pod().isEmpty();
    }

    private boolean holds(Observation observation, CommitId commit) {
        return observation instanceof Observation.Seen seen
                && seen.revision()
                        .filter(revision -> repository.contains(revision, commit))
                        .isPresent();
    }

    private static Next failed(Command command, Verdict.Failed failed, Instant now) {
        return Next.at(command.undoing(Ending.refund(failed.reason(), failed.detail()), now));
    }

    private Next waiting(Command command, String on) {
        return new Next(command.waiting(on), policy.lookAgain());
    }
}

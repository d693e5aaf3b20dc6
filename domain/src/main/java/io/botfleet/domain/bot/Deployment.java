package io.botfleet.domain.bot;

import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/** The pod that a command's values make, a bot's or a backtest's. */
public record Deployment(CommandId command, ValuesDigest digest) {
    /**
     * Whether the pod that is there came from this command.
     *
     * @param revisionHoldsCommit whether the deployed revision contains the command's commit
     */
    public Verdict deployed(Observation observation, boolean revisionHoldsCommit) {
        return switch (observation) {
            case Observation.Unreachable unreachable -> new Verdict.CannotTellYet("the cluster: " + unreachable.why());
            case Observation.Seen seen
            when !revisionHoldsCommit ->
                new Verdict.CannotTellYet("the cluster to take up the commit"
                        + seen.problem()
                                .filter(problem -> problem.kind() == Problem.Kind.SYNC_FAILED)
                                .map(Problem::message)
                                .or(seen::hindrance)
                                .map(words -> "; it reports " + words)
                                .orElse(""));
            case Observation.Seen seen ->
                seen.pod().filter(this::made).isPresent() ? new Verdict.Confirmed() : notOurs(seen);
        };
    }

    /** Whether a pod came from these values of this command, by what it says of itself. */
    public boolean made(Pod pod) {
        return pod.command().equals(Optional.of(command)) && pod.valuesDigest().equals(Optional.of(digest));
    }

    /** What is known where the pod of these values is not there, or another one is. */
    public Verdict notOurs(Observation.Seen seen) {
        if (seen.problem().isPresent() && seen.problem().get().kind() == Problem.Kind.SYNC_FAILED) {
            return new Verdict.Failed(Reason.NOT_DEPLOYED, seen.problem().get().message());
        }
        Optional<Pod> pod = seen.pod();
        if (pod.isPresent()
                && pod.get().command().equals(Optional.of(command))
                && pod.get().phase() != Pod.Phase.TERMINATING) {
            return new Verdict.Failed(
                    Reason.MISMATCH,
                    "the deployed values are not the ones that were committed for this command: the pod has "
                            + pod.get().valuesDigest().map(ValuesDigest::value).orElse("no digest") + ", the command "
                            + digest.value());
        }
        return new Verdict.CannotTellYet("the pod of this command to appear"
                + seen.hindrance()
                        .map(words -> "; the cluster reports " + words)
                        .orElse(""));
    }

    /** What a problem of this pod proves. */
    public static Verdict failure(Problem problem) {
        return switch (problem.kind()) {
            case CRASH_LOOP, DEGRADED -> new Verdict.Failed(Reason.EXECUTION_FAILED, problem.message());
            case IMAGE_PULL, SYNC_FAILED -> new Verdict.Failed(Reason.NOT_DEPLOYED, problem.message());
        };
    }
}

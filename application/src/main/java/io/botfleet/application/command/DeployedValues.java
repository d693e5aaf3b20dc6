package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import java.util.Optional;

/**
 * Whether the deployed revision has a command's file as it was committed. A pod's digest covers the client's values only: a
 * key beside them, such as {@code chart}, would give the same digest to another image.
 */
final class DeployedValues {
    private final GitOpsRepository repository;

    DeployedValues(GitOpsRepository repository) {
        this.repository = repository;
    }

    /** A confirmation only where the file is the command's own, or the same by which its bot comes up paused. */
    Verdict confirmed(Command command, Observation observation, Verdict verdict) {
        if (!(verdict instanceof Verdict.Confirmed)
                || !(observation instanceof Observation.Seen seen)
                || !(command.prepared().orElse(null) instanceof Prepared.Values values)) {
            return verdict;
        }
        return seen.revision()
                .flatMap(revision -> wrong(command, values, revision))
                .orElse(verdict);
    }

    private Optional<Verdict> wrong(Command command, Prepared.Values values, CommitId revision) {
        Optional<Bytes> file = repository.at(revision, values.path());
        if (file.equals(Optional.of(values.yaml())) || file.equals(Optional.of(ValuesDocument.paused(values.yaml())))) {
            return Optional.empty();
        }
        if (file.filter(other -> names(other, command)).isPresent()) {
            return Optional.of(new Verdict.Failed(
                    Reason.MISMATCH,
                    "the file of this command was altered after it was committed: the cluster runs " + values.path()
                            + " as it is at " + revision));
        }
        // A later command's, which takes this one's place in the next moment, or nobody's.
        return Optional.of(new Verdict.CannotTellYet(
                "the cluster to run the file of this command, which it has not at " + revision));
    }

    private static boolean names(Bytes file, Command command) {
        return file.utf8().lines().anyMatch(line -> line.equals("commandId: \"" + command.id() + "\""));
    }
}

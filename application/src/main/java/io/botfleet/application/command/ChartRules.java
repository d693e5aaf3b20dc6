package io.botfleet.application.command;

import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import java.util.Optional;

/**
 * Holds the values that commands bring against the chart in the repository, as it is when one round of commits is about to
 * be pushed; one round asks for it once. Operators change the chart there, and a change of theirs that arrives with the
 * push is one that arrives after it: Helm refuses then. Where the repository has no schema, nothing is refused.
 *
 * <p>What was in Git before is never refused, nor is the line by which its bot comes up paused: a chart that has become
 * stricter must keep nobody from undoing a command, or from stopping a bot.
 */
final class ChartRules {
    private record Seen(CommitId head, ValuesSchema.Chart chart) {}

    private final GitOpsRepository repository;
    private final ValuesSchema schema;
    private boolean asked;
    private Optional<Seen> seen = Optional.empty();

    ChartRules(GitOpsRepository repository, ValuesSchema schema) {
        this.repository = repository;
        this.schema = schema;
    }

    /** Why this change is not to be made; throws what the repository throws where it can't be asked. */
    Optional<String> refusal(Command command, Change change) {
        return bringsValues(command, change)
                ? change.content().flatMap(values -> seen().flatMap(at -> schema.refusal(at.chart(), values)
                        .filter(_ -> !repository.at(at.head(), change.path()).equals(change.content()))))
                : Optional.empty();
    }

    private static boolean bringsValues(Command command, Change change) {
        return change.kind() == Change.Kind.CARRY_OUT && !command.leavesABot();
    }

    private Optional<Seen> seen() {
        if (!asked) {
            seen = repository.head().flatMap(head -> repository
                    .at(head, RepositoryPath.CHART_SCHEMA)
                    .map(rules -> new Seen(
                            head, new ValuesSchema.Chart(rules, repository.at(head, RepositoryPath.CHART_VALUES)))));
            asked = true;
        }
        return seen;
    }
}

package io.botfleet.application.gitops;

import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The repository that the cluster follows; its history is never rewritten. Every method throws
 * {@link io.botfleet.application.failure.Unavailable} while the remote can't be reached.
 */
public interface GitOpsRepository {
    /**
     * Brings all changes onto the branch in one push, with the trailers {@code Command-Id}, {@code Client} and
     * {@code Transaction} for each command. Repeating it makes no second commit: a change that is there already is
     * answered with the commit that made it.
     *
     * <p>Throws {@link io.botfleet.application.failure.Conflict} where a writer of a later epoch has been there, and
     * {@link io.botfleet.application.failure.Permanent} where the remote refuses the push for good.
     */
    List<Applied> apply(Fence fence, List<Change> changes);

    Optional<CommitId> head();

    /** The file at a commit; empty where the commit has no such file or is not there. */
    Optional<Bytes> at(CommitId commit, RepositoryPath path);

    /** Whether {@code commit} is {@code head} or one of its ancestors. */
    boolean contains(CommitId head, CommitId commit);

    /** Every values file at the head, with the command that it names. */
    Map<RepositoryPath, Optional<CommandId>> inventory();
}

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
 * {@link io.botfleet.application.failure.Unavailable} while the remote can't be reached and has to be asked.
 */
public interface GitOpsRepository {
    /**
     * Brings all changes onto the branch in one push, with the trailers {@code Command-Id}, {@code Client},
     * {@code Transaction} and {@code Kind} for each; one answer for each change, in their order.
     *
     * <p>Repeating it makes no second commit: a change that was once made (the same command and transaction, kind, path
     * and content) is answered with the commit that made it, whatever came after that, unless it withdraws a file. Where the file is as wanted
     * without such a commit, the answer is the head.
     *
     * <p>Throws {@link io.botfleet.application.failure.Conflict} where a writer of a later epoch has been there or a
     * change would carry out a command that was undone, and {@link io.botfleet.application.failure.Permanent} where the
     * remote refuses the push for good. Nothing is pushed then.
     */
    List<Applied> apply(Fence fence, List<Change> changes);

    Optional<CommitId> head();

    /**
     * The head, or what it was at most two seconds ago if nothing was applied here since: for what thousands ask at once and
     * something that lies further back decides.
     */
    Optional<CommitId> recentHead();

    /** The file at a commit; empty where the commit has no such file or is not there. */
    Optional<Bytes> at(CommitId commit, RepositoryPath path);

    /** Whether {@code commit} is {@code head} or one of its ancestors. */
    boolean contains(CommitId head, CommitId commit);

    /** Every values file at the head, with the command that it names. */
    Map<RepositoryPath, Optional<CommandId>> inventory();
}

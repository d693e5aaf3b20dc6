package io.botfleet.adapters.git;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Which commits were made for which command: kept in memory, read once, then grown with the branch. */
final class History {
    private static final System.Logger LOG = System.getLogger(History.class.getName());

    private final Map<CommandTrailers, List<ObjectId>> commits = new HashMap<>();
    private Optional<ObjectId> read = Optional.empty();

    /** Takes in what lies between the last tip and this one. */
    void extend(Repository repository, ObjectId tip) throws IOException {
        if (read.equals(Optional.of(tip))) {
            return;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit newest = walk.parseCommit(tip);
            List<RevCommit> unread = new ArrayList<>();
            if (!continues(repository, newest)) {
                commits.clear();
            } else if (read.isPresent()) {
                walk.markUninteresting(walk.parseCommit(read.get()));
            }
            walk.markStart(newest);
            for (RevCommit each = walk.next(); each != null; each = walk.next()) {
                unread.add(each);
            }
            for (RevCommit each : unread.reversed()) {
                for (CommandTrailers trailers : CommandTrailers.read(each)) {
                    commits.computeIfAbsent(trailers, unseen -> new ArrayList<>(1))
                            .add(each.copy());
                }
                each.disposeBody();
            }
        }
        read = Optional.of(tip);
    }

    /** Whether the tip descends from the last one. */
    private boolean continues(Repository repository, RevCommit tip) throws IOException {
        if (read.isEmpty() || !repository.getObjectDatabase().has(read.get())) {
            return read.isEmpty();
        }
        try (RevWalk walk = new RevWalk(repository)) {
            boolean grown = walk.isMergedInto(walk.parseCommit(read.get()), walk.parseCommit(tip));
            if (!grown) {
                LOG.log(
                        Level.WARNING,
                        "the branch of the GitOps repository was rewritten: {0} is not in the history of {1}. Find out who"
                                + " pushed by force and protect the branch; bots whose files went with it are told by /health",
                        read.get().name(),
                        tip.name());
            }
            return grown;
        }
    }

    /** The commits for a command, the oldest first. */
    List<ObjectId> commitsFor(CommandTrailers trailers) {
        return commits.getOrDefault(trailers, List.of());
    }
}

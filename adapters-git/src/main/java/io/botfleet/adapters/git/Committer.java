package io.botfleet.adapters.git;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.api.errors.UnsupportedSigningFormatException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.Signers;

/** Makes commits in one name, signed where there is a key for it. */
final class Committer {
    private final Identity identity;
    private final Clock clock;
    private final Optional<Path> signingKey;

    /** @param signingKey a private SSH key without a passphrase, with its public half beside it in {@code .pub} */
    Committer(Identity identity, Clock clock, Optional<Path> signingKey) {
        this.identity = identity;
        this.clock = clock;
        this.signingKey = signingKey;
    }

    ObjectId commit(
            Repository repository, ObjectInserter inserter, Optional<ObjectId> parent, ObjectId tree, String message)
            throws IOException {
        PersonIdent now = identity.at(clock.instant());
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        parent.ifPresent(commit::setParentId);
        commit.setAuthor(now);
        commit.setCommitter(now);
        commit.setMessage(message);
        if (signingKey.isPresent()) {
            sign(repository, commit, now, signingKey.get());
        }
        return inserter.insert(commit);
    }

    private static void sign(Repository repository, CommitBuilder commit, PersonIdent now, Path key) {
        try {
            Signers.get(GpgConfig.GpgFormat.SSH)
                    .signObject(
                            repository,
                            new GpgConfig(repository.getConfig()),
                            commit,
                            now,
                            key.toAbsolutePath().toString(),
                            null);
        } catch (CanceledException | UnsupportedSigningFormatException | IOException failure) {
            throw new Permanent("commits can't be signed: " + failure.getMessage(), failure);
        }
    }
}

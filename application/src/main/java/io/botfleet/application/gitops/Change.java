package io.botfleet.application.gitops;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/**
 * One command's change to one file.
 *
 * @param kind what the change does for its command
 * @param content the file's whole content; empty where it is to go
 */
public record Change(
        CommandId command, ClientId client, Hash transaction, Kind kind, RepositoryPath path, Optional<Bytes> content) {
    /** What the change does for its command. */
    public enum Kind {
        CARRY_OUT,
        UNDO,
        /**
         * The file goes, or lets its bot come up paused, because no command asks for it any more, or none will, or before it makes
         * way; unlike the others it is made as often as it is needed.
         */
        WITHDRAW
    }
}

package io.botfleet.adapters.git;

import io.botfleet.application.gitops.Change;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/** Changes to make in tests. */
final class GitFixture {
    static final Fence FENCE = new Fence(Role.GIT_WRITER, 1);

    private GitFixture() {}

    static Change start(int command, int client) {
        return change(command, client, Change.Kind.CARRY_OUT, Optional.of(valuesOf(command)));
    }

    static Change stop(int command, int client) {
        return change(command, client, Change.Kind.CARRY_OUT, Optional.empty());
    }

    static Change carryOut(int command, int client, Bytes content) {
        return change(command, client, Change.Kind.CARRY_OUT, Optional.of(content));
    }

    static Change undo(int command, int client, Optional<Bytes> content) {
        return change(command, client, Change.Kind.UNDO, content);
    }

    static Bytes valuesOf(int command) {
        return Bytes.ofUtf8("commandId: \"" + command + "\"\n");
    }

    static RepositoryPath path(int client) {
        return RepositoryPath.ofBot(new ClientId(client));
    }

    private static Change change(int command, int client, Change.Kind kind, Optional<Bytes> content) {
        Hash transaction = new Hash("0x" + "%064x".formatted(command));
        return new Change(new CommandId(command), new ClientId(client), transaction, kind, path(client), content);
    }
}

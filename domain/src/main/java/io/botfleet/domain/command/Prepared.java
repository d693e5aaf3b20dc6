package io.botfleet.domain.command;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import java.util.Optional;

/** The change to Git that a command asks for, in the exact bytes that every later attempt uses. */
public sealed interface Prepared {
    RepositoryPath path();

    /** The file's content; empty where the file is to go. */
    Optional<Bytes> content();

    record Values(RepositoryPath path, Bytes yaml, ValuesDigest digest) implements Prepared {
        @Override
        public Optional<Bytes> content() {
            return Optional.of(yaml);
        }
    }

    record Removal(RepositoryPath path) implements Prepared {
        @Override
        public Optional<Bytes> content() {
            return Optional.empty();
        }
    }
}

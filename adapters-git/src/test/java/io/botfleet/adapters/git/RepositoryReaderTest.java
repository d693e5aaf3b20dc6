package io.botfleet.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryReaderTest {
    private static final RepositoryPath PATH = new RepositoryPath("clientes/cliente-001/values.yaml");
    private static final CommitId NOWHERE = new CommitId("0123456789".repeat(4));

    @TempDir
    Path folder;

    private PlainGit remote;
    private RepositoryReader reader;

    @BeforeEach
    void begin() throws IOException {
        remote = PlainGit.bare(folder.resolve("remote.git"));
        reader = new RepositoryReader(GitRemote.open(remote.folder().toString()), folder.resolve("copy"));
    }

    @AfterEach
    void end() {
        reader.close();
    }

    @Test
    void findsNothingInAnEmptyRepository() {
        assertThat(reader.fetch()).isEmpty();
        assertThat(reader.at(NOWHERE, PATH)).isEmpty();
        assertThat(reader.trailers(NOWHERE)).isEmpty();
        assertThat(reader.contains(NOWHERE, NOWHERE)).isFalse();
    }

    @Test
    void readsAFileAsItWasInACommit() {
        CommitId first = push("one");
        CommitId second = push("two");

        assertThat(reader.fetch()).contains(second);
        assertThat(reader.at(first, PATH)).contains(Bytes.ofUtf8("one"));
        assertThat(reader.at(second, PATH)).contains(Bytes.ofUtf8("two"));
        assertThat(reader.at(second, new RepositoryPath("clientes"))).isEmpty();
    }

    @Test
    void knowsWhichCommitDescendsFromWhich() {
        CommitId first = push("one");
        CommitId second = push("two");
        reader.fetch();

        assertThat(reader.contains(second, first)).isTrue();
        assertThat(reader.contains(second, second)).isTrue();
        assertThat(reader.contains(first, second)).isFalse();
        assertThat(reader.contains(second, NOWHERE)).isFalse();
    }

    @Test
    void readsTheTrailersOfACommitInTheirOrder() throws IOException {
        push("one");
        PlainGit clone = new PlainGit(Files.createDirectories(folder.resolve("clone")));
        clone.run("clone", "--quiet", remote.folder().toString(), ".");
        clone.run(
                "commit",
                "--quiet",
                "--allow-empty",
                "--message",
                "Start two bots\n\nCommand-Id: 7\nClient: cliente-001\n\nCommand-Id: 8\nClient: cliente-002");
        clone.run("push", "--quiet", "origin", "main");
        CommitId commit = reader.fetch().orElseThrow();

        // As in Git itself, only the last paragraph holds trailers.
        assertThat(reader.trailers(commit))
                .containsExactly(
                        new RepositoryReader.Trailer("Command-Id", "8"),
                        new RepositoryReader.Trailer("Client", "cliente-002"));
    }

    @Test
    void failsAsUnavailableWhereThereIsNoRepository() {
        try (RepositoryReader nowhere = new RepositoryReader(
                GitRemote.open(folder.resolve("missing.git").toString()), folder.resolve("other"))) {
            assertThatThrownBy(nowhere::fetch).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void leavesNothingOfACopyForOneUse() throws IOException {
        CommitId commit = push("one");
        RepositoryReader once =
                RepositoryReader.once(GitRemote.open(remote.folder().toString()));
        try (once) {
            assertThat(once.fetch()).contains(commit);
            assertThat(once.cache).isNotEmptyDirectory();
        }
        assertThat(once.cache).doesNotExist();
    }

    private CommitId push(String content) {
        return new CommitId(remote.pushByHand(PATH.value(), Optional.of(content)));
    }
}

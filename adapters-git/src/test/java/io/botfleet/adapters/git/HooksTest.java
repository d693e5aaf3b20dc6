package io.botfleet.adapters.git;

import static io.botfleet.adapters.git.GitFixture.FENCE;
import static io.botfleet.adapters.git.GitFixture.path;
import static io.botfleet.adapters.git.GitFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.gitops.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of a repository forbids or does at a push holds for ours, too. */
class HooksTest {
    @TempDir
    Path folder;

    private PlainGit git;
    private JGitOpsRepository repository;

    @BeforeEach
    void open() throws IOException {
        git = PlainGit.bare(folder.resolve("remote.git"));
        repository = new JGitOpsRepository(
                GitRemote.open(git.folder().toString()),
                folder.resolve("cache"),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty());
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @Test
    void aPushThatAHookRefusesIsRefusedForGood() throws IOException {
        hook("pre-receive", "echo 'this branch is protected' >&2; exit 1");

        assertThatThrownBy(() -> repository.apply(FENCE, List.of(start(1, 1))))
                .isInstanceOf(Permanent.class)
                .hasMessageContainingAll("refuses the push", "this branch is protected");
        assertThat(repository.head()).isEmpty();
    }

    @Test
    void aPushGetsThroughOnceTheHookIsGone() throws IOException {
        Path hook = hook("update", "exit 1");
        assertThatThrownBy(() -> repository.apply(FENCE, List.of(start(1, 1)))).isInstanceOf(Permanent.class);
        Files.delete(hook);

        CommitId commit =
                repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();

        assertThat(repository.head()).contains(commit);
    }

    @Test
    void hooksThatRunAfterAPushRun() throws IOException {
        hook("post-receive", "echo pushed > " + folder.resolve("told"));

        repository.apply(FENCE, List.of(start(1, 1)));

        assertThat(folder.resolve("told")).exists();
    }

    /** As where another push gets in between a fetch and the push that builds on it. */
    @Test
    void aPushThatLosesARaceIsBuiltAnewOnWhatWon() throws IOException {
        CommitId before =
                repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();
        git.pushByHand("by-hand", Optional.of("x"));
        String byHand = git.run("rev-parse", "main");
        git.run("update-ref", "refs/heads/main", before.hex());
        // The first push finds the branch moved under its hands; the hook then lets everything through.
        hook(
                "pre-receive",
                "test -e once || { touch once; env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main " + byHand
                        + "; exit 1; }");

        CommitId after =
                repository.apply(FENCE, List.of(start(2, 2))).getFirst().commit();

        assertThat(repository.contains(after, new CommitId(byHand))).isTrue();
        assertThat(repository.inventory()).containsOnlyKeys(path(1), path(2));
    }

    private Path hook(String name, String script) throws IOException {
        Path hook = Files.createDirectories(git.folder().resolve("hooks")).resolve(name);
        Files.writeString(hook, "#!/bin/sh\ncat > /dev/null\n" + script + "\n");
        return Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package io.botfleet.adapters.git;

import static io.botfleet.adapters.git.GitFixture.FENCE;
import static io.botfleet.adapters.git.GitFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitOverHttpTest {
    @TempDir
    Path folder;

    private PlainGit git;
    private GitOverHttp server;
    private JGitOpsRepository repository;

    @BeforeEach
    void open() throws IOException {
        git = PlainGit.bare(folder.resolve("remote.git"));
        git.run("config", "http.receivepack", "true");
        server = new GitOverHttp(folder);
        repository = open("cache", GitOverHttp.PASSWORD);
    }

    private JGitOpsRepository open(String cache, String password) {
        return new JGitOpsRepository(
                new GitRemote(
                        server.url("remote.git"),
                        "main",
                        new GitAccess.Login(GitOverHttp.USERNAME, Secret.of(password)),
                        Duration.ofSeconds(60)),
                folder.resolve(cache),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty());
    }

    @AfterEach
    void close() {
        repository.close();
        server.close();
    }

    @Test
    void writesAndReadsOverHttpWithAPassword() {
        CommitId commit =
                repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();

        assertThat(git.run("rev-parse", "main")).isEqualTo(commit.hex());
        assertThat(repository.head()).contains(commit);
    }

    @Test
    void makesOneCommitOnlyWhereTheAnswerToThePushWasLost() {
        server.loseTheAnswers(true);
        assertThatThrownBy(() -> repository.apply(FENCE, List.of(start(1, 1)))).isInstanceOf(Unavailable.class);
        String pushed = git.run("rev-parse", "main");
        server.loseTheAnswers(false);

        CommitId answered =
                repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();

        assertThat(answered.hex()).isEqualTo(pushed);
        assertThat(git.run("rev-parse", "main")).isEqualTo(pushed);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 403, 404, 429, 500, 503})
    void isUnavailableAtEveryStatusThatIsNoSuccess(int status) {
        server.fail(status);

        assertThatThrownBy(repository::head).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> repository.apply(FENCE, List.of(start(1, 1)))).isInstanceOf(Unavailable.class);
    }

    @Test
    void saysNothingOfAPasswordThatIsRefused() {
        try (JGitOpsRepository wrong = open("another-cache", "wrong-password")) {
            assertThatThrownBy(wrong::head).isInstanceOf(Unavailable.class).satisfies(failure -> assertThat(
                            failure + " " + failure.getCause())
                    .doesNotContain("wrong-password"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://user:word@example.org/r.git", "https://token@example.org/r.git", "ssh://u:word@h/r"})
    void takesNoCredentialsFromAUrl(String url) {
        assertThatThrownBy(() -> GitRemote.open(url))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).doesNotContain("word").doesNotContain("token"));
    }
}

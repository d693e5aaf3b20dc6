package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHistoryCheckTest {
    @TempDir
    Path repository;

    private GitHistoryCheck check;

    @BeforeEach
    void givenAHistory() throws Exception {
        git("init", "--quiet", "--initial-branch=main");
        commit("1", "deploy");
        commit("2", "deploy");
        check = new GitHistoryCheck(repository);
        assertThat(check.look()).isEmpty();
    }

    @Test
    void findsNothingWrongWithMoreCommits() throws Exception {
        commit("2", "withdraw");
        commit("2", "withdraw");
        commit("3", "deploy");

        assertThat(check.look()).isEmpty();
    }

    @Test
    void findsAChangeThatWasCommittedTwice() throws Exception {
        commit("2", "deploy");

        assertThat(check.look()).singleElement().asString().startsWith("a change was committed twice: command 2");
    }

    @Test
    void findsAHistoryThatWasRewritten() throws Exception {
        git("reset", "--quiet", "--hard", "HEAD~1");
        commit("3", "deploy");

        assertThat(check.look()).singleElement().asString().startsWith("Git's history was rewritten");
    }

    private void commit(String command, String kind) throws Exception {
        git(
                "commit",
                "--quiet",
                "--allow-empty",
                "--message",
                "A change\n\nCommand-Id: " + command + "\nKind: " + kind);
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git",
                "-C",
                repository.toString(),
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.org",
                "-c",
                "commit.gpgsign=false"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

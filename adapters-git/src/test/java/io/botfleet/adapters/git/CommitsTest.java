package io.botfleet.adapters.git;

import static io.botfleet.adapters.git.GitFixture.FENCE;
import static io.botfleet.adapters.git.GitFixture.carryOut;
import static io.botfleet.adapters.git.GitFixture.path;
import static io.botfleet.adapters.git.GitFixture.start;
import static io.botfleet.adapters.git.GitFixture.stop;
import static io.botfleet.adapters.git.GitFixture.undo;
import static io.botfleet.adapters.git.GitFixture.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.submission.CommandId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commits as everybody else sees them, with plain Git. */
class CommitsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private PlainGit git;
    private JGitOpsRepository repository;

    @BeforeEach
    void open() throws IOException {
        git = PlainGit.bare(folder.resolve("remote.git"));
        repository = open(Optional.empty());
    }

    @AfterEach
    void closeAndCheckTheRemote() {
        repository.close();
        assertThat(git.run("fsck", "--full", "--strict", "--no-dangling")).isEmpty();
    }

    private JGitOpsRepository open(Optional<Path> signingKey) {
        return new JGitOpsRepository(
                GitRemote.open(git.folder().toUri().toString()),
                folder.resolve("cache"),
                new Identity("A bot fleet", "fleet@example.org"),
                CLOCK,
                signingKey);
    }

    @Test
    void readAsWhatTheyDo() {
        repository.apply(FENCE, List.of(start(1, 1), start(2, 2), stop(3, 2)));
        repository.apply(FENCE, List.of(undo(3, 2, Optional.of(valuesOf(2))), undo(2, 2, Optional.empty())));

        assertThat(git.run("log", "--reverse", "--format=%s", "main").lines())
                .containsExactly(
                        "Take over writing (epoch 1)",
                        "Start cliente-001 (command 1)",
                        "Start cliente-002 (command 2)",
                        "Stop cliente-002 (command 3)",
                        "Restore cliente-002 (undo of command 3)",
                        "Remove cliente-002 (undo of command 2)");
    }

    @Test
    void readAsAPauseWhereTheyLeaveABotThatHoldsPositions() {
        Bytes paused = ValuesDocument.paused(valuesOf(1));
        repository.apply(FENCE, List.of(start(1, 1), start(2, 2), carryOut(3, 1, paused)));
        repository.apply(FENCE, List.of(undo(2, 2, Optional.of(ValuesDocument.paused(valuesOf(2))))));

        assertThat(git.run("log", "-2", "--reverse", "--format=%s", "main").lines())
                .containsExactly("Pause cliente-001 (command 3)", "Pause cliente-002 (undo of command 2)");
        assertThat(repository.inventory()).containsEntry(path(1), Optional.of(new CommandId(1)));
    }

    @Test
    void nameTheCommandAndItsTransactionInTrailers() {
        repository.apply(FENCE, List.of(start(42, 1)));

        assertThat(git.run("log", "-1", "--format=%(trailers:only,unfold)", "main"))
                .isEqualTo("Command-Id: 42\nClient: cliente-001\nTransaction: 0x" + "0".repeat(62)
                        + "2a\nKind: carry-out");
    }

    @Test
    void areByWhomAndWhenTheyAreSaidToBe() {
        repository.apply(FENCE, List.of(start(1, 1)));

        String seconds = Long.toString(CLOCK.instant().getEpochSecond());
        assertThat(git.run("log", "-1", "--format=%an <%ae> %at | %cn <%ce> %ct", "main"))
                .isEqualTo(
                        "A bot fleet <fleet@example.org> " + seconds + " | A bot fleet <fleet@example.org> " + seconds);
    }

    @Test
    void changeTheirOwnFileOnlyAndAreNeverEmpty() {
        repository.apply(FENCE, List.of(start(1, 1), start(2, 2), start(1, 1), stop(4, 4)));

        assertThat(git.run("log", "--reverse", "--format=", "--name-status", "main")
                        .lines()
                        .filter(line -> !line.isBlank()))
                .containsExactly(
                        "A\t.botfleet/writer",
                        "A\tclientes/cliente-001/values.yaml",
                        "A\tclientes/cliente-002/values.yaml");
    }

    @Test
    void leaveNoEmptyFolderBehind() {
        repository.apply(FENCE, List.of(start(1, 1)));
        repository.apply(FENCE, List.of(stop(2, 1)));

        assertThat(git.run("ls-tree", "-r", "-t", "--name-only", "main").lines())
                .containsExactly(".botfleet", ".botfleet/writer");
    }

    @Test
    void growOnlyFromTheNewestWriter() {
        repository.apply(new Fence(Role.GIT_WRITER, 7), List.of(start(1, 1)));
        assertThat(git.run("show", "main:.botfleet/writer")).isEqualTo("epoch: 7");

        assertThatThrownBy(() -> repository.apply(new Fence(Role.GIT_WRITER, 6), List.of(start(2, 2))))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("epoch 7");
    }

    @Test
    void doNotGoOnWhereTheEpochCanNotBeRead() {
        repository.apply(FENCE, List.of(start(1, 1)));
        git.pushByHand(".botfleet/writer", Optional.of("me\n"));

        assertThatThrownBy(() -> repository.apply(FENCE, List.of(start(2, 2))))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining(".botfleet/writer");
    }

    @Test
    void areFoundAgainByAProcessThatLostEverything() throws IOException {
        List<Applied> before = repository.apply(FENCE, List.of(start(1, 1), start(2, 2), stop(3, 1)));
        repository.close();
        Folders.delete(folder.resolve("cache"));
        repository = open(Optional.empty());

        assertThat(repository.apply(FENCE, List.of(start(1, 1), start(2, 2), stop(3, 1))))
                .isEqualTo(before);
    }

    @Test
    void areNotTakenFromATrailerThatSomebodyForged() {
        repository.apply(FENCE, List.of(start(1, 1)));
        Path clone = folder.resolve("clone");
        new PlainGit(folder).run("clone", "--quiet", git.folder().toString(), clone.toString());
        PlainGit work = new PlainGit(clone);
        work.run(
                "commit",
                "--quiet",
                "--allow-empty",
                "--message",
                "Start cliente-002 (command 2)\n\nCommand-Id: 2\nClient: cliente-002\nTransaction: 0x" + "0".repeat(63)
                        + "2\nKind: carry-out");
        work.run("push", "--quiet");

        CommitId made = repository.apply(FENCE, List.of(start(2, 2))).getFirst().commit();

        assertThat(repository.at(made, path(2))).contains(valuesOf(2));
    }

    @Test
    void areFoundBehindAMergeByHand() {
        CommitId before =
                repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();
        Path clone = folder.resolve("clone");
        new PlainGit(folder).run("clone", "--quiet", git.folder().toString(), clone.toString());
        PlainGit work = new PlainGit(clone);
        work.run("checkout", "--quiet", "-b", "side", "main^");
        work.run("commit", "--quiet", "--allow-empty", "--message", "Beside it");
        work.run("merge", "--quiet", "--no-edit", "main");
        work.run("push", "--quiet", "origin", "side:main");

        assertThat(repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit())
                .isEqualTo(before);
        assertThat(repository.contains(repository.head().orElseThrow(), before)).isTrue();
    }

    @Test
    void areSignedWhereThereIsAKey() throws Exception {
        assumeTrue(hasSshKeygen(), "ssh-keygen, with which Git checks signatures, is not installed");
        Path key = folder.resolve("key");
        Process keygen = new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "fleet", "-f", key.toString())
                .inheritIO()
                .start();
        assertThat(keygen.waitFor()).isZero();
        Path signers = folder.resolve("signers");
        Files.writeString(signers, "fleet@example.org " + Files.readString(folder.resolve("key.pub")));
        repository.close();
        repository = open(Optional.of(key));

        CommitId commit =
                repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();

        git.run("-c", "gpg.ssh.allowedSignersFile=" + signers, "verify-commit", commit.hex());
        git.run("-c", "gpg.ssh.allowedSignersFile=" + signers, "verify-commit", commit.hex() + "^");
    }

    @Test
    void areNotMadeWithoutTheKeyThatIsToSignThem() {
        repository.close();
        repository = open(Optional.of(folder.resolve("no-such-key")));

        assertThatThrownBy(() -> repository.apply(FENCE, List.of(start(1, 1)))).isInstanceOf(Permanent.class);
        assertThat(repository.head()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commandId: \"9\"", "commandId: 9", "mode: \"x\"\ncommandId: '9'  # by hand\nenv: {}"})
    void nameTheirCommandHoweverItIsQuoted(String yaml) {
        git.pushByHand(path(1).value(), Optional.of(yaml + "\n"));

        assertThat(repository.inventory().get(path(1))).hasToString("Optional[9]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"commandId: \"0\"", "  commandId: \"9\"", "commandId: 9x", "commandId:", "#commandId: 9", "{"})
    void nameNoCommandWhereTheFileNamesNone(String yaml) {
        git.pushByHand(path(1).value(), Optional.of(yaml + "\n"));

        assertThat(repository.inventory().get(path(1))).isEqualTo(Optional.empty());
    }

    @Test
    void countOnlyAsValuesWhereTheClusterLooks() {
        for (String path : List.of(
                "clientes/README.md",
                "clientes/values.yaml",
                "clientes/cliente-001/more/values.yaml",
                "backtests/cliente-001/values.yaml",
                "values.yaml",
                "clientes/.hidden/values.yaml",
                "backtests/cliente-001/b1/values.yaml",
                "clientes/cliente-002/values.yaml")) {
            git.pushByHand(path, Optional.of("commandId: \"5\"\n"));
        }

        assertThat(repository.inventory().keySet())
                .extracting(Object::toString)
                .containsExactly("backtests/cliente-001/b1/values.yaml", "clientes/cliente-002/values.yaml");
    }

    /** They are read every few seconds, and the file may stay for ever. */
    @Test
    void areSaidOnceToHaveANameThatNoCommandGives() {
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(String.valueOf(line.getParameters()[0]));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Inventory.class.getName());
        log.addHandler(listener);
        try {
            git.pushByHand("clientes/.hidden/values.yaml", Optional.of("commandId: \"5\"\n"));
            repository.inventory();
            git.pushByHand("clientes/.other/values.yaml", Optional.of("commandId: \"6\"\n"));
            repository.inventory();
            repository.inventory();
        } finally {
            log.removeHandler(listener);
        }

        assertThat(said).containsExactly("clientes/.hidden/values.yaml", "clientes/.other/values.yaml");
    }

    @Test
    void areReadWithoutLoadingAHugeFile() throws IOException {
        CommitId huge = new CommitId(git.pushByHand(path(1).value(), Optional.of("#" + "x".repeat(2 << 20) + "\n")));

        assertThatThrownBy(() -> repository.at(huge, path(1))).isInstanceOf(Permanent.class);
        assertThat(repository.inventory()).containsEntry(path(1), Optional.empty());
    }

    @Test
    void shareAFolderWithNobody() {
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another process");
    }

    private static boolean hasSshKeygen() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "ssh-keygen")));
    }
}

package io.botfleet.adapters.git;

import static io.botfleet.adapters.git.GitFixture.FENCE;
import static io.botfleet.adapters.git.GitFixture.path;
import static io.botfleet.adapters.git.GitFixture.start;
import static io.botfleet.adapters.git.GitFixture.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.gitops.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our copy is a cache: whatever becomes of it, the answers stay right. */
class MirrorTest {
    enum Damage {
        NOTHING_LEFT,
        NO_OBJECTS,
        OBJECTS_CUT_SHORT,
        OBJECTS_OVERWRITTEN,
        NO_CONFIG,
        GARBAGE_FOR_A_CONFIG,
        GARBAGE_FOR_A_HEAD,
        GARBAGE_FOR_THE_BRANCH
    }

    @TempDir
    Path folder;

    private PlainGit git;
    private JGitOpsRepository repository;
    private CommitId first;

    @BeforeEach
    void commitTwice() throws IOException {
        git = PlainGit.bare(folder.resolve("remote.git"));
        repository = open();
        first = repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit();
        git.pushByHand("clientes/cliente-009/values.yaml", Optional.of("commandId: 9\n"));
        repository.apply(FENCE, List.of(start(2, 2)));
    }

    @AfterEach
    void close() {
        repository.close();
    }

    private JGitOpsRepository open() {
        return new JGitOpsRepository(
                GitRemote.open(git.folder().toString()),
                folder.resolve("cache"),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty());
    }

    @Test
    void bringsNothingOfOtherBranches() throws IOException {
        PlainGit other = new PlainGit(folder.resolve("other"));
        git.run("clone", "--quiet", ".", other.folder().toString());
        Files.writeString(other.folder().resolve("noise"), "of another branch");
        other.run("add", "noise");
        other.run("commit", "--quiet", "-m", "noise");
        other.run("push", "--quiet", "origin", "HEAD:refs/heads/noise");

        assertThat(repository.head()).isPresent();

        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith("heads/noise"));
        }
        assertEverythingIsThere();
    }

    @ParameterizedTest
    @EnumSource
    void isFetchedAnewWhenItWasDamagedWhileNobodyLooked(Damage damage) throws IOException {
        repository.close();
        inflict(damage);
        repository = open();

        assertEverythingIsThere();
    }

    @ParameterizedTest
    @EnumSource
    void isFetchedAnewWhenItIsDamagedInUse(Damage damage) throws IOException {
        inflict(damage);

        assertEverythingIsThere();
    }

    @Test
    void isReplacedWhereItIsACopyOfAnotherRepository() throws IOException {
        repository.close();
        git = PlainGit.bare(folder.resolve("another.git"));
        repository = open();

        assertThat(repository.head()).isEmpty();
        assertThat(repository.at(first, path(1))).isEmpty();
    }

    @Test
    void followsABranchThatWasRewritten() {
        git.run("update-ref", "refs/heads/main", first.hex());

        CommitId again =
                repository.apply(FENCE, List.of(start(2, 2))).getFirst().commit();

        assertThat(repository.head()).contains(again);
        assertThat(git.run("rev-parse", again.hex() + "^")).isEqualTo(first.hex());
    }

    @Test
    void answersFromItselfWhatNeverChanges() throws IOException {
        CommitId head = repository.head().orElseThrow();
        Files.move(git.folder(), folder.resolve("away.git"));

        assertThat(repository.at(first, path(1))).contains(valuesOf(1));
        assertThat(repository.contains(head, first)).isTrue();
        assertThatThrownBy(repository::head).isInstanceOf(Unavailable.class);
    }

    private void assertEverythingIsThere() {
        assertThat(repository.at(first, path(1))).contains(valuesOf(1));
        assertThat(repository.inventory()).containsKeys(path(1), path(2), path(9));
        CommitId next = repository.apply(FENCE, List.of(start(3, 4))).getFirst().commit();
        assertThat(repository.head()).contains(next);
        assertThat(repository.contains(next, first)).isTrue();
        assertThat(repository.apply(FENCE, List.of(start(1, 1))).getFirst().commit())
                .isEqualTo(first);
        assertThat(repository.at(next, path(4))).contains(valuesOf(3));
    }

    private void inflict(Damage damage) throws IOException {
        Path mirror = folder.resolve("cache/mirror.git");
        switch (damage) {
            case NOTHING_LEFT -> Folders.delete(mirror);
            case NO_OBJECTS -> {
                for (Path object : objects()) {
                    Files.delete(object);
                }
            }
            case OBJECTS_CUT_SHORT -> {
                for (Path object : objects()) {
                    rewrite(
                            object,
                            Files.readString(object, StandardCharsets.ISO_8859_1)
                                    .substring(0, 15));
                }
            }
            case OBJECTS_OVERWRITTEN -> {
                for (Path object : objects()) {
                    rewrite(object, "x".repeat((int) Files.size(object)));
                }
            }
            case NO_CONFIG -> Files.delete(mirror.resolve("config"));
            case GARBAGE_FOR_A_CONFIG -> rewrite(mirror.resolve("config"), "[core\n= =");
            case GARBAGE_FOR_A_HEAD -> rewrite(mirror.resolve("HEAD"), "garbage");
            case GARBAGE_FOR_THE_BRANCH -> rewrite(mirror.resolve("refs/heads/main"), "garbage\n");
        }
    }

    private static void rewrite(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<Path> objects() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache/mirror.git/objects"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".idx"))
                    .toList();
        }
    }
}

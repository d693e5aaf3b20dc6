package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link GitOpsRepository} does; each test starts with an empty repository. */
public abstract class GitOpsRepositoryContract {
    private static final Fence FIRST = new Fence(Role.GIT_WRITER, 1);
    private static final Fence SECOND = new Fence(Role.GIT_WRITER, 2);
    private static final CommitId UNKNOWN = new CommitId("0123456789abcdef0123456789abcdef01234567");

    /** Another handle on the repository of this test, as another replica has it. */
    protected abstract GitOpsRepository open();

    /** What a person does with plain Git: one commit, without trailers. */
    protected abstract CommitId commitByHand(RepositoryPath path, String content);

    protected abstract void stopTheRemote();

    @Test
    void hasNoHeadBeforeTheFirstCommit() {
        GitOpsRepository repository = open();

        assertThat(repository.head()).isEmpty();
        assertThat(repository.inventory()).isEmpty();
    }

    @Test
    void knowsARecentHead() {
        GitOpsRepository repository = open();
        assertThat(repository.recentHead()).isEmpty();

        CommitId own = apply(repository, start(1, 1, "a"));
        assertThat(repository.recentHead()).as("its own commit, at once").contains(own);
        CommitId foreign = commitByHand(path(9), "commandId: 9\n");

        assertThat(repository.recentHead()).isIn(Optional.of(own), Optional.of(foreign));
        assertThat(repository.head()).contains(foreign);
        assertThat(repository.recentHead()).as("what was seen meanwhile").contains(foreign);
    }

    @Test
    void putsAFileWhereTheChangeSays() {
        GitOpsRepository repository = open();

        CommitId commit = apply(repository, start(1, 1, "a"));

        assertThat(repository.head()).contains(commit);
        assertThat(repository.at(commit, path(1))).contains(values(1, "a"));
    }

    @Test
    void removesAFileAndLeavesItInTheHistory() {
        GitOpsRepository repository = open();
        CommitId started = apply(repository, start(1, 1, "a"));
        apply(repository, start(2, 2, "b"));

        CommitId stopped = apply(repository, stop(3, 1));

        assertThat(repository.at(stopped, path(1))).isEmpty();
        assertThat(repository.at(stopped, path(2))).contains(values(2, "b"));
        assertThat(repository.at(started, path(1))).contains(values(1, "a"));
    }

    @Test
    void answersEveryChangeInTheOrderOfTheChanges() {
        GitOpsRepository repository = open();
        List<Change> changes = List.of(start(3, 3, "c"), start(1, 1, "a"), start(2, 2, "b"));

        List<Applied> applied = repository.apply(FIRST, changes);

        assertThat(applied)
                .extracting(Applied::command)
                .containsExactly(new CommandId(3), new CommandId(1), new CommandId(2));
        for (int at = 0; at < changes.size(); at++) {
            assertThat(repository.at(applied.get(at).commit(), changes.get(at).path()))
                    .isEqualTo(changes.get(at).content());
            assertThat(repository.contains(
                            repository.head().orElseThrow(), applied.get(at).commit()))
                    .isTrue();
        }
    }

    @Test
    void repeatingAChangeMakesNoSecondCommit() {
        GitOpsRepository repository = open();
        CommitId made = apply(repository, start(1, 1, "a"));

        assertThat(apply(repository, start(1, 1, "a"))).isEqualTo(made);
        assertThat(apply(open(), start(1, 1, "a"))).isEqualTo(made);
        assertThat(repository.head()).contains(made);
    }

    @Test
    void repeatingAChangeAnswersItsOwnCommitAlsoAfterLaterOnes() {
        GitOpsRepository repository = open();
        CommitId made = apply(repository, start(1, 1, "a"));
        CommitId removed = apply(repository, stop(2, 1));
        CommitId other = apply(repository, start(3, 3, "c"));

        assertThat(apply(repository, start(3, 3, "c"))).isEqualTo(other);
        assertThat(apply(repository, stop(2, 1))).isEqualTo(removed);
        assertThat(apply(repository, start(1, 1, "a"))).isEqualTo(made);
    }

    @Test
    void repeatingAChangeDoesNotBringBackWhatALaterCommandReplaced() {
        GitOpsRepository repository = open();
        apply(repository, start(1, 1, "a"));
        CommitId replaced = apply(repository, start(2, 1, "b"));

        apply(repository, start(1, 1, "a"));

        assertThat(repository.head()).contains(replaced);
        assertThat(repository.at(replaced, path(1))).contains(values(2, "b"));
    }

    @Test
    void anUndoIsAChangeOfItsOwn() {
        GitOpsRepository repository = open();
        Change before = start(1, 1, "a");
        CommitId first = apply(repository, before);
        apply(repository, start(2, 1, "b"));

        CommitId undone = apply(repository, undo(2, 1, before.content()));

        assertThat(undone).isNotEqualTo(first);
        assertThat(repository.at(undone, path(1))).contains(values(1, "a"));
        assertThat(apply(repository, undo(2, 1, before.content()))).isEqualTo(undone);
    }

    @Test
    void refusesToCarryOutWhatWasUndone() {
        GitOpsRepository repository = open();
        apply(repository, start(1, 1, "a"));
        CommitId undone = apply(repository, undo(1, 1, Optional.empty()));

        assertThatThrownBy(() -> apply(repository, start(1, 1, "another rendering")))
                .isInstanceOf(Conflict.class);
        assertThat(repository.head()).contains(undone);
    }

    @Test
    void takesTheSameNumberInAnotherTransactionForAnotherCommand() {
        GitOpsRepository repository = open();
        apply(repository, start(1, 1, "a"));
        CommitId stopped = apply(repository, stop(2, 1));
        apply(repository, start(3, 1, "b"));
        apply(repository, undo(3, 1, Optional.empty()));
        Hash elsewhere = new Hash("0x" + "ee".repeat(32));

        CommitId started = apply(
                repository,
                new Change(
                        new CommandId(3),
                        new ClientId(1),
                        elsewhere,
                        Change.Kind.CARRY_OUT,
                        path(1),
                        Optional.of(values(3, "c"))));
        CommitId stoppedThere = apply(
                repository,
                new Change(
                        new CommandId(2),
                        new ClientId(1),
                        elsewhere,
                        Change.Kind.CARRY_OUT,
                        path(1),
                        Optional.empty()));

        assertThat(repository.at(started, path(1))).contains(values(3, "c"));
        assertThat(stoppedThere).isNotEqualTo(stopped);
        assertThat(repository.at(repository.head().orElseThrow(), path(1))).isEmpty();
    }

    @Test
    void answersTheHeadWhereTheFileIsSoAlready() {
        GitOpsRepository repository = open();
        apply(repository, start(1, 1, "a"));
        CommitId head = apply(repository, start(2, 2, "b"));

        assertThat(apply(repository, stop(3, 3))).isEqualTo(head);
        assertThat(apply(repository, undo(4, 1, start(1, 1, "a").content()))).isEqualTo(head);
        assertThat(repository.head()).contains(head);
    }

    @Test
    void buildsOnWhatWasPushedByHand() {
        GitOpsRepository repository = open();
        apply(repository, start(1, 1, "a"));
        CommitId byHand = commitByHand(path(7), "commandId: \"7\"\n");

        assertThat(repository.head()).contains(byHand);
        CommitId next = apply(repository, start(2, 2, "b"));

        assertThat(repository.contains(next, byHand)).isTrue();
        assertThat(repository.at(next, path(7))).contains(Bytes.ofUtf8("commandId: \"7\"\n"));
    }

    @Test
    void repeatingAChangeLeavesWhatAHandDidToTheFile() {
        GitOpsRepository repository = open();
        CommitId made = apply(repository, start(1, 1, "a"));
        CommitId byHand = commitByHand(path(1), "commandId: \"1\"\nmode: \"other\"\n");

        assertThat(apply(repository, start(1, 1, "a"))).isEqualTo(made);
        assertThat(repository.head()).contains(byHand);
    }

    @Test
    void listsTheValuesFilesWithTheCommandsThatTheyName() {
        GitOpsRepository repository = open();
        repository.apply(FIRST, List.of(start(4, 1, "a"), start(5, 2, "b")));
        commitByHand(path(3), "mode: \"trade\"\n");

        assertThat(repository.inventory())
                .hasSize(3)
                .containsEntry(path(1), Optional.of(new CommandId(4)))
                .containsEntry(path(2), Optional.of(new CommandId(5)))
                .containsEntry(path(3), Optional.empty());
    }

    @Test
    void knowsWhichCommitDescendsFromWhich() {
        GitOpsRepository repository = open();
        CommitId older = apply(repository, start(1, 1, "a"));
        CommitId newer = apply(repository, start(2, 2, "b"));

        assertThat(repository.contains(newer, older)).isTrue();
        assertThat(repository.contains(newer, newer)).isTrue();
        assertThat(repository.contains(older, newer)).isFalse();
        assertThat(repository.contains(newer, UNKNOWN)).isFalse();
        assertThat(repository.contains(UNKNOWN, older)).isFalse();
    }

    @Test
    void findsNothingAtAnUnknownCommitOrPath() {
        GitOpsRepository repository = open();
        CommitId commit = apply(repository, start(1, 1, "a"));

        assertThat(repository.at(UNKNOWN, path(1))).isEmpty();
        assertThat(repository.at(commit, path(2))).isEmpty();
        assertThat(repository.at(commit, new RepositoryPath("clientes/cliente-001")))
                .isEmpty();
    }

    @Test
    void stopsAWriterWhoseSuccessorHasBeenThere() {
        GitOpsRepository former = open();
        GitOpsRepository successor = open();
        apply(former, start(1, 1, "a"));
        successor.apply(SECOND, List.of(start(2, 2, "b")));
        Optional<CommitId> head = successor.head();

        assertThatThrownBy(() -> former.apply(FIRST, List.of(start(3, 3, "c")))).isInstanceOf(Conflict.class);
        assertThat(successor.head()).isEqualTo(head);
    }

    @Test
    void stopsAFormerWriterAlsoWhereItsSuccessorFoundNothingToChange() {
        GitOpsRepository former = open();
        GitOpsRepository successor = open();
        apply(former, start(1, 1, "a"));
        successor.apply(SECOND, List.of(undo(2, 2, Optional.empty())));

        assertThatThrownBy(() -> former.apply(FIRST, List.of(start(2, 2, "b")))).isInstanceOf(Conflict.class);
        assertThat(successor.inventory()).containsOnlyKeys(path(1));
    }

    @Test
    void takesNoOtherRoleForTheWriters() {
        GitOpsRepository repository = open();

        assertThatThrownBy(() -> repository.apply(new Fence(Role.SETTLER, 1), List.of(start(1, 1, "a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(repository.head()).isEmpty();
    }

    @Test
    void losesNothingToConcurrentWriters() throws Exception {
        List<GitOpsRepository> writers = List.of(open(), open(), open());
        List<Callable<List<Applied>>> work = new ArrayList<>();
        for (int command = 1; command <= 24; command++) {
            GitOpsRepository writer = writers.get(command % writers.size());
            Change change = start(command, command, "by " + command % writers.size());
            work.add(() -> writer.apply(FIRST, List.of(change)));
        }
        List<Applied> applied = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
            for (Future<List<Applied>> each : threads.invokeAll(work)) {
                applied.addAll(each.get());
            }
        }

        GitOpsRepository reader = open();
        CommitId head = reader.head().orElseThrow();
        assertThat(reader.inventory())
                .containsOnlyKeys(IntStream.rangeClosed(1, 24)
                        .mapToObj(GitOpsRepositoryContract::path)
                        .toList());
        assertThat(applied).extracting(Applied::commit).doesNotHaveDuplicates().allSatisfy(commit -> assertThat(
                        reader.contains(head, commit))
                .isTrue());
    }

    @Test
    void reopeningKeepsEverything() {
        CommitId commit = apply(open(), start(1, 1, "a"));

        GitOpsRepository again = open();

        assertThat(again.head()).contains(commit);
        assertThat(again.at(commit, path(1))).contains(values(1, "a"));
        assertThat(again.inventory()).containsOnlyKeys(path(1));
    }

    @Test
    void isUnavailableWhileTheRemoteIsDown() {
        GitOpsRepository repository = open();
        apply(repository, start(1, 1, "a"));
        stopTheRemote();

        assertThatThrownBy(repository::head).isInstanceOf(Unavailable.class);
        assertThatThrownBy(repository::inventory).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> apply(repository, start(2, 2, "b"))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> repository.at(UNKNOWN, path(1))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> repository.contains(UNKNOWN, UNKNOWN)).isInstanceOf(Unavailable.class);
    }

    @Test
    void withdrawsAFileAsOftenAsSomebodyPutsItBack() {
        GitOpsRepository repository = open();
        Change withdrawal = change(2, 1, Change.Kind.WITHDRAW, Optional.empty());
        apply(repository, start(1, 1, "a"));

        CommitId first = apply(repository, withdrawal);
        assertThat(repository.at(first, path(1))).isEmpty();
        assertThat(apply(repository, withdrawal)).isEqualTo(first);

        apply(repository, start(3, 1, "b"));
        CommitId second = apply(repository, withdrawal);

        assertThat(second).isNotEqualTo(first);
        assertThat(repository.at(second, path(1))).isEmpty();
    }

    private static CommitId apply(GitOpsRepository repository, Change change) {
        return repository.apply(FIRST, List.of(change)).getFirst().commit();
    }

    private static Change start(int command, int client, String content) {
        return change(command, client, Change.Kind.CARRY_OUT, Optional.of(values(command, content)));
    }

    private static Change stop(int command, int client) {
        return change(command, client, Change.Kind.CARRY_OUT, Optional.empty());
    }

    private static Change undo(int command, int client, Optional<Bytes> content) {
        return change(command, client, Change.Kind.UNDO, content);
    }

    private static Change change(int command, int client, Change.Kind kind, Optional<Bytes> content) {
        Hash transaction = new Hash("0x" + "%064x".formatted(command));
        return new Change(new CommandId(command), new ClientId(client), transaction, kind, path(client), content);
    }

    private static RepositoryPath path(int client) {
        return RepositoryPath.ofBot(new ClientId(client));
    }

    private static Bytes values(int command, String content) {
        return Bytes.ofUtf8("commandId: \"" + command + "\"\ncontent: \"" + content + "\"\n");
    }
}

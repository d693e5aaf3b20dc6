package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.command.Claim;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link io.botfleet.application.view.CommandViews} keeps to. */
public abstract class CommandViewsContract extends StoreContract {
    @Test
    void showsNothingAtFirst() {
        assertThat(commands(Optional.empty(), Optional.empty(), 10)).isEmpty();
        assertThat(stores().views().command(Samples.id(1))).isEmpty();
        assertThat(stores().views().journal(Samples.id(1))).isEmpty();
        assertThat(stores().views().journalAfter(0, 10)).isEmpty();
        assertThat(stores().views().clients(Optional.empty(), 10)).isEmpty();
        assertThat(stores().views().sightings()).isEmpty();
        assertThat(stores().views().cursor()).isEmpty();
    }

    @Test
    void showsACommandWithTheChainsWord() {
        Cursor received = receive(Samples.submission(1, 1));
        assertThat(stores().views().cursor()).contains(received);
        OnChain fact = Samples.fact(OnChain.Outcome.RECLAIMED, 2);
        take(List.of(new ChainEvent.Settled(Samples.id(1), fact)));

        Command shown = stores().views().command(Samples.id(1)).orElseThrow();

        assertThat(shown.onChain()).contains(fact);
        assertThat(stores().commands().find(Samples.id(1))).contains(shown);
    }

    @Test
    void pagesThroughCommandsFromTheNewest() {
        for (int id = 1; id <= 5; id++) {
            receive(Samples.submission(id, 1 + id % 2));
        }

        assertThat(commands(Optional.empty(), Optional.empty(), 2)).containsExactly(5L, 4L);
        assertThat(commands(Optional.empty(), Optional.of(4L), 2)).containsExactly(3L, 2L);
        assertThat(commands(Optional.empty(), Optional.of(2L), 2)).containsExactly(1L);
        assertThat(commands(Optional.of(Samples.client(2)), Optional.empty(), 2))
                .containsExactly(5L, 3L);
        assertThat(commands(Optional.of(Samples.client(2)), Optional.of(3L), 2)).containsExactly(1L);
    }

    @Test
    void pagesThroughClientsByNumber() {
        receive(Samples.submission(1, 3), Samples.submission(2, 1), Samples.submission(3, 3), Samples.submission(4, 2));

        assertThat(stores().views().clients(Optional.empty(), 2)).containsExactly(Samples.client(1), Samples.client(2));
        assertThat(stores().views().clients(Optional.of(Samples.client(2)), 2)).containsExactly(Samples.client(3));
    }

    @Test
    void writesOneEntryForEachStepAndNoneForALookThatFoundNothingNew() {
        receive(Samples.submission(1, 1));
        move(Samples.id(1), command -> command.waiting("its lane"));
        move(Samples.id(1), command -> command.waiting("its lane"));
        move(Samples.id(1), command -> Samples.at(command.submission(), Stage.COMMITTED)
                .undoing(Samples.ending(), stores().now()));
        move(Samples.id(1), command -> command.waiting("the bot to end"));

        List<JournalEntry> journal = stores().views().journal(Samples.id(1));

        assertThat(journal)
                .extracting(JournalEntry::stage)
                .containsExactly(Stage.RECEIVED, Stage.RECEIVED, Stage.UNDOING, Stage.UNDOING);
        assertThat(journal.get(1).text()).contains("its lane");
        assertThat(journal.get(2).text())
                .contains(Reason.TIMEOUT.name(), Samples.ending().detail());
        assertThat(journal.get(3).text()).isEqualTo("waits for the bot to end");
        assertThat(journal).extracting(JournalEntry::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(journal).allSatisfy(entry -> assertThat(entry.at())
                .isBetween(stores().now().minusSeconds(60), stores().now().plusSeconds(60)));
    }

    @Test
    void writesWhatAReorganisationDid() {
        receive(Samples.submission(1, 1, "lost", 3));
        stores().inbox().rewind(fence(Role.CHAIN_READER), Samples.cursor(2));
        receive(Samples.submission(1, 1, "lost", 4));

        assertThat(stores().views().journal(Samples.id(1)))
                .extracting(JournalEntry::stage)
                .containsExactly(Stage.RECEIVED, Stage.ORPHANED, Stage.RECEIVED);
    }

    @Test
    void pagesThroughTheWholeJournal() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 3));
        at(Samples.id(2), Stage.QUEUED);

        List<JournalEntry> first = stores().views().journalAfter(0, 3);
        List<JournalEntry> rest = stores().views().journalAfter(first.getLast().sequence(), 3);

        assertThat(first).extracting(entry -> entry.command().number()).containsExactly(1L, 2L, 3L);
        assertThat(rest).extracting(JournalEntry::stage).containsExactly(Stage.QUEUED);
        assertThat(stores().views().journalAfter(rest.getLast().sequence(), 3)).isEmpty();
    }

    @Test
    void losesNoEntryToAReaderThatFollowsManyWriters() throws Exception {
        int writers = 4;
        int steps = 25;
        List<Submission> submissions = new ArrayList<>();
        for (int id = 1; id <= writers; id++) {
            submissions.add(Samples.submission(id, id));
        }
        receive(submissions.toArray(Submission[]::new));
        List<Claim> claims = stores().commands().claim(ONE, ALL, writers, LONG);
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        List<JournalEntry> read = new ArrayList<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            boolean last;
            do {
                last = done.get();
                long after = read.isEmpty() ? 0 : read.getLast().sequence();
                read.addAll(stores().views().journalAfter(after, 1_000));
            } while (!last);
        });

        atOnce(writers, () -> {
            Claim claim = claims.get(next.getAndIncrement());
            for (int step = 0; step < steps; step++) {
                String found = "step " + step + " of " + Thread.currentThread().getName();
                stores().commands().save(claim, claim.command().waiting(found), Duration.ZERO);
                claim = claimAny();
            }
            return true;
        });
        done.set(true);
        reader.join();

        assertThat(read).hasSize(writers + writers * steps);
        assertThat(read).isEqualTo(stores().views().journalAfter(0, 1_000));
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        Stores down = stores().down();

        assertThatThrownBy(() -> down.views().journalAfter(0, 1)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.views().command(Samples.id(1))).isInstanceOf(Unavailable.class);
    }

    /** Any writer's: a claim may come away with nothing while others take what it saw. */
    private Claim claimAny() {
        for (int attempt = 0; attempt < 10_000; attempt++) {
            List<Claim> claims = stores().commands().claim(ONE, ALL, 1, LONG);
            if (!claims.isEmpty()) {
                return claims.getFirst();
            }
        }
        throw new AssertionError("no command is left to claim");
    }

    private List<Long> commands(Optional<ClientId> client, Optional<Long> before, int most) {
        return stores().views().commands(client, before.map(Samples::id), most).stream()
                .map(command -> command.id().number())
                .toList();
    }
}

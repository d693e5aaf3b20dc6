package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.ClientSummary;
import io.botfleet.application.command.Commands.Saved;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Lane;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link io.botfleet.application.command.Commands} keeps to. */
public abstract class CommandsContract extends StoreContract {
    private static final Duration LEASE = Duration.ofMillis(1_500);

    @Test
    void findsNothingForAnUnknownId() {
        receive(Samples.submission(1, 1));

        assertThat(stores().commands().find(Samples.id(2))).isEmpty();
        assertThat(stores().commands().firstOf(Samples.client(2))).isEmpty();
        assertThat(stores().commands().standing(Samples.client(2))).isEqualTo(new Standing.Nothing());
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void keepsEveryFieldInEveryStage(Stage stage) {
        Submission submission = Samples.submission(1, 1);
        receive(submission);
        RandomCommands random = new RandomCommands(stage.name().hashCode());
        for (long version = 0; version < 20; version++) {
            Claim claim = claimOnly(1);
            Command next = random.next(submission, stage, version);

            assertThat(stores().commands().save(claim, next, Duration.ZERO)).isEqualTo(Saved.SAVED);

            assertThat(stores().commands().find(submission.id())).contains(next.version(version + 1));
        }
    }

    @Test
    void changesNothingUntilAChangedCommandIsSaved() {
        receive(Samples.submission(1, 1));
        Command loaded = stores().commands().find(Samples.id(1)).orElseThrow();

        loaded.queued(new Accepted(Samples.key(1), Samples.START), stores().now());

        assertThat(stores().commands().find(Samples.id(1))).contains(loaded);
    }

    @Test
    void keepsEverythingWhenItIsOpenedAgain() {
        receive(Samples.submission(1, 1));
        Command saved = at(Samples.id(1), Stage.APPROVING);

        assertThat(stores().reopened().commands().find(Samples.id(1))).contains(saved);
    }

    @Test
    void claimsWhatIsDueInTheGivenStagesOnly() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 3));
        at(Samples.id(2), Stage.COMMITTED);
        move(Samples.id(3), command -> command);
        postpone(3);

        assertThat(claimed(Set.of(Stage.RECEIVED), 10)).containsExactly(1L);
        assertThat(claimed(Set.of(Stage.COMMITTED), 10)).containsExactly(2L);
        assertThat(claimed(Set.of(), 10)).isEmpty();
    }

    @Test
    void claimsFirstWhatHasBeenDueForLongestAndNoMoreThanAsked() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2));
        stores().letPass(Duration.ofMillis(5));
        List<Claim> both = claimAll();
        stores().letPass(Duration.ofMillis(5));
        receive(Samples.submission(3, 3));
        stores().letPass(Duration.ofMillis(5));
        both.forEach(claim -> stores().commands().save(claim, claim.command(), Duration.ZERO));

        assertThat(claimed(ALL, 1)).containsExactly(3L);
        assertThat(claimed(ALL, 1)).containsExactly(1L);
        assertThat(claimed(ALL, 1)).containsExactly(2L);
    }

    @Test
    void leavesAClaimedCommandToItsHolderUntilTheLeaseEnds() {
        receive(Samples.submission(1, 1));
        stores().commands().claim(ONE, ALL, 1, LEASE);

        assertThat(stores().commands().claim(TWO, ALL, 1, LEASE)).isEmpty();
        assertThat(stores().commands().claim(ONE, ALL, 1, LEASE)).isEmpty();
        stores().letPass(LEASE.plusMillis(100));

        assertThat(stores().commands().claim(TWO, ALL, 1, LEASE)).hasSize(1);
    }

    @Test
    void endsTheLeaseWithTheSave() {
        receive(Samples.submission(1, 1));
        Claim claim = claimOnly(1);

        stores().commands().save(claim, claim.command().waiting("something"), Duration.ZERO);

        assertThat(stores().commands().claim(TWO, ALL, 1, LONG)).hasSize(1);
    }

    @Test
    void refusesToSaveTheSameClaimTwice() {
        receive(Samples.submission(1, 1));
        Claim claim = claimOnly(1);
        stores().commands().save(claim, claim.command().waiting("first"), Duration.ZERO);

        assertThat(stores().commands().save(claim, claim.command().waiting("second"), Duration.ZERO))
                .isEqualTo(Saved.CONFLICT);

        assertThat(stores().commands().find(Samples.id(1)).orElseThrow().waitingOn())
                .contains("first");
    }

    @Test
    void refusesToSaveAnOldVersionUnderANewLease() {
        receive(Samples.submission(1, 1));
        Claim old = claimOnly(1);
        stores().commands().save(old, old.command().waiting("first"), Duration.ZERO);
        claimOnly(1);

        assertThat(stores().commands().save(old, old.command().waiting("second"), Duration.ZERO))
                .isEqualTo(Saved.CONFLICT);
    }

    @Test
    void refusesToSaveOnceTheLeaseWentToAnotherReplica() {
        receive(Samples.submission(1, 1));
        Claim slow = stores().commands().claim(ONE, ALL, 1, LEASE).getFirst();
        stores().letPass(LEASE.plusMillis(100));
        Claim quick = stores().commands().claim(TWO, ALL, 1, LONG).getFirst();

        assertThat(stores().commands().save(slow, slow.command().waiting("slow"), Duration.ZERO))
                .isEqualTo(Saved.CONFLICT);
        assertThat(stores().commands().save(quick, quick.command().waiting("quick"), Duration.ZERO))
                .isEqualTo(Saved.SAVED);
    }

    @Test
    void savesAfterTheEndOfALeaseThatNobodyElseTook() {
        receive(Samples.submission(1, 1));
        Claim slow = stores().commands().claim(ONE, ALL, 1, LEASE).getFirst();
        stores().letPass(LEASE.plusMillis(100));

        assertThat(stores().commands().save(slow, slow.command().waiting("slow"), Duration.ZERO))
                .isEqualTo(Saved.SAVED);
    }

    @Test
    void neverWritesTheChainsWord() {
        receive(Samples.submission(1, 1));
        OnChain fact = Samples.fact(OnChain.Outcome.RECLAIMED, 2);
        Claim claim = claimOnly(1);
        take(List.of(new ChainEvent.Settled(Samples.id(1), fact)));

        stores().commands().save(claim, claim.command().onChain(Optional.empty()), Duration.ZERO);
        assertThat(onChain(1)).contains(fact);
        move(Samples.id(1), command -> command.onChain(Optional.of(Samples.fact(OnChain.Outcome.APPROVED, 7))));

        assertThat(onChain(1)).contains(fact);
    }

    @Test
    void givesEachOfManyCommandsToOneOfManyReplicas() throws Exception {
        List<Submission> submissions = new ArrayList<>();
        for (int id = 1; id <= 60; id++) {
            submissions.add(Samples.submission(id, id));
        }
        receive(submissions.toArray(Submission[]::new));

        List<List<Long>> claimed = atOnce(4, () -> {
            List<Long> mine = new ArrayList<>();
            for (List<Long> some = claimed(ALL, 7); !some.isEmpty() && mine.size() < 60; some = claimed(ALL, 7)) {
                mine.addAll(some);
            }
            return mine;
        });

        assertThat(claimed.stream().flatMap(List::stream))
                .doesNotHaveDuplicates()
                .hasSize(60);
    }

    @Test
    void letsOneOfManyConcurrentSavesWin() throws Exception {
        receive(Samples.submission(1, 1));
        Claim claim = claimOnly(1);

        List<Saved> results =
                atOnce(8, () -> stores().commands().save(claim, claim.command().waiting("mine"), Duration.ZERO));

        assertThat(results).containsOnlyOnce(Saved.SAVED);
        assertThat(stores().commands().find(Samples.id(1)).orElseThrow().version())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void holdsTheLaneWithWhatHasNoVerdict(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 1));
        at(Samples.id(1), stage);

        Command behind = stores().commands().find(Samples.id(3)).orElseThrow();
        assertThat(stores().commands().turn(behind).ahead())
                .isEqualTo(Optional.of(Samples.id(1)).filter(_ -> Stage.IN_LANE.contains(stage)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECEIVED")
    void holdsUpNothingWithABacktest(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 1));
        backtestAt(Samples.id(1), stage);
        at(Samples.id(2), Stage.QUEUED);
        backtestAt(Samples.id(3), stage);

        assertThat(turn(2)).isEqualTo(new Turn(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(turn(4).ahead()).contains(Samples.id(2));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECEIVED")
    void letsABacktestWaitForNothingButWhatIsSealed(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 1));
        at(Samples.id(1), Stage.COMMITTED);
        backtestAt(Samples.id(3), stage);
        at(Samples.id(4), Stage.QUEUED);

        assertThat(turn(3)).isEqualTo(new Turn(Optional.empty(), Optional.of(Samples.id(2)), Optional.empty()));
    }

    private Turn turn(long id) {
        return stores().commands().turn(stores().commands().find(Samples.id(id)).orElseThrow());
    }

    /** Nobody knows yet what a sealed one is. */
    @Test
    void wakesWhoWaitedForASealedCommandThatIsOpenedAsABacktest() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 1));
        at(Samples.id(2), Stage.QUEUED);
        at(Samples.id(3), Stage.QUEUED);
        assertThat(turn(2).ahead()).contains(Samples.id(1));
        List<Claim> all = claimAll();
        for (long id : List.of(2L, 3L, 4L)) {
            save(all, id, command -> command);
        }

        save(all, 1, command -> Samples.at(command.submission(), Stage.QUEUED, Samples.BACKTEST));

        assertThat(claimed(ALL, 10)).containsExactlyInAnyOrder(2L, 4L);
        assertThat(turn(2).isFirst()).isTrue();
    }

    @Test
    void wakesNobodyWhoDidNotWaitForABacktest() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1));
        at(Samples.id(1), Stage.QUEUED);
        at(Samples.id(3), Stage.QUEUED);
        List<Claim> all = claimAll();
        save(all, 1, command -> command);
        save(all, 3, command -> command);

        for (Stage stage : List.of(Stage.QUEUED, Stage.PROVISIONED, Stage.COMMITTED, Stage.APPROVING)) {
            save(all, 2, command -> Samples.at(command.submission(), stage, Samples.BACKTEST));

            assertThat(claimed(ALL, 10)).as("opened or moved to %s", stage).isEmpty();
            all = claimAll();
            save(all, 1, command -> command);
            save(all, 3, command -> command);
        }
    }

    @Test
    void wakesNobodyWhenABacktestGoesOn() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1));
        backtestAt(Samples.id(1), Stage.QUEUED);
        at(Samples.id(2), Stage.QUEUED);
        for (Stage stage : List.of(Stage.PROVISIONED, Stage.COMMITTED, Stage.REFUNDING)) {
            List<Claim> all = claimAll();
            save(all, 2, command -> command);
            save(all, 3, command -> command);

            save(all, 1, command -> Samples.at(command.submission(), stage, Samples.BACKTEST));

            assertThat(claimed(ALL, 10)).as("moved to %s", stage).isEmpty();
        }
    }

    @Test
    void wakesNoBacktestWhenTheLaneMoves() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 1));
        backtestAt(Samples.id(1), Stage.QUEUED);
        at(Samples.id(2), Stage.QUEUED);
        backtestAt(Samples.id(3), Stage.QUEUED);
        at(Samples.id(4), Stage.QUEUED);
        List<Claim> all = claimAll();
        for (long id : List.of(1L, 3L, 4L)) {
            save(all, id, command -> command);
        }

        save(all, 2, command -> Samples.at(command.submission(), Stage.REFUNDING));

        assertThat(claimed(ALL, 10)).containsExactly(4L);
    }

    private Lane lane(int most) {
        List<Command> open = new ArrayList<>();
        for (int id = 1; id <= most; id++) {
            stores().commands()
                    .find(Samples.id(id))
                    .filter(command -> command.client().equals(Samples.client(1)))
                    .filter(command -> Stage.IN_LANE.contains(command.stage()))
                    .ifPresent(open::add);
        }
        return new Lane(Samples.client(1), open);
    }

    @Test
    void leavesASealedCommandAsleepUntilTheOneBeforeItIsOpened() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 2));
        List<Claim> due = stores().commands().claim(ONE, ALL, 10, LONG);
        assertThat(due).extracting(claim -> claim.command().id().number()).containsExactlyInAnyOrder(1L, 4L);

        save(due, 1, command -> Samples.at(command.submission(), Stage.QUEUED));

        assertThat(claimed(ALL, 10)).containsExactly(2L);
    }

    @Test
    void wakesTheNextInTheLaneOnceTheFirstLeftIt() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 2));
        for (long id = 1; id <= 4; id++) {
            at(Samples.id(id), Stage.QUEUED);
        }
        List<Claim> all = claimAll();
        save(all, 2, command -> command);
        save(all, 3, command -> command);
        save(all, 4, command -> command);
        assertThat(claimed(ALL, 10)).isEmpty();

        save(all, 1, command -> Samples.at(command.submission(), Stage.REFUNDING));

        assertThat(claimed(ALL, 10)).containsExactly(2L);
    }

    @Test
    void wakesTheStartsWhosePlaceAnOpenedCommandTakes() {
        receive(
                Samples.submission(1, 1),
                Samples.submission(2, 1),
                Samples.submission(3, 1),
                Samples.submission(4, 1),
                Samples.submission(5, 2));
        at(Samples.id(1), Stage.COMMITTED);
        at(Samples.id(2), Stage.QUEUED);
        move(Samples.id(3), command -> Samples.at(command.submission(), Stage.QUEUED, new StopTrading(StopMode.NOW)));
        at(Samples.id(5), Stage.QUEUED);
        List<Claim> all = claimAll();
        for (long id : List.of(1L, 2L, 3L, 5L)) {
            save(all, id, command -> command);
        }
        assertThat(claimed(ALL, 10)).isEmpty();

        save(all, 4, command -> Samples.at(command.submission(), Stage.QUEUED));

        assertThat(claimed(Set.of(Stage.QUEUED), 10)).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tellsWhoseTurnItIsAsTheLaneDoes(long seed) {
        scatter(new Random(seed));

        Lane lane = lane(7);
        assertThat(stores().commands().isIdle(Samples.client(1)))
                .isEqualTo(lane.open().isEmpty());
        for (int id = 1; id <= 7; id++) {
            Command command = stores().commands().find(Samples.id(id)).orElseThrow();
            if (command.client().equals(Samples.client(1))) {
                assertThat(stores().commands().turn(command)).isEqualTo(lane.turnOf(command));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void tellsHowAClientStandsAsTheLaneDoes(long seed) {
        scatter(new Random(seed));

        assertThat(stores().commands().standing(Samples.client(1)))
                .isEqualTo(Standing.of(
                        lane(7), stores().commands().lastApproved(Samples.client(1), Samples.id(Long.MAX_VALUE))));
    }

    /** Six commands of one client and one of another, in stages that a lane can have and some that it can't, and backtests. */
    private void scatter(Random random) {
        for (int id = 1; id <= 7; id++) {
            receive(Samples.submission(id, id == 4 ? 2 : 1));
        }
        for (int id = 1; id <= 7; id++) {
            Stage stage =
                    List.copyOf(Stage.IN_LANE.stream().sorted().toList()).get(random.nextInt(Stage.IN_LANE.size()));
            boolean stops = random.nextInt(4) == 0;
            if (random.nextInt(4) == 0) {
                boolean approved = random.nextInt(3) == 0;
                backtestAt(Samples.id(id), approved ? Stage.APPROVED : stage);
            } else if (random.nextInt(5) == 0) {
                at(Samples.id(id), Stage.APPROVED);
            } else if (stops && stage != Stage.RECEIVED) {
                move(Samples.id(id), command -> Samples.at(command.submission(), stage, new StopTrading(StopMode.NOW)));
            } else {
                at(Samples.id(id), stage);
            }
        }
    }

    @Test
    void findsTheNewestApprovedCommandBeforeAnother() {
        receive(
                Samples.submission(1, 1),
                Samples.submission(2, 1),
                Samples.submission(3, 2),
                Samples.submission(4, 1),
                Samples.submission(5, 1));
        at(Samples.id(1), Stage.APPROVED);
        at(Samples.id(2), Stage.APPROVING);
        at(Samples.id(3), Stage.APPROVED);
        at(Samples.id(4), Stage.ROLLED_BACK);

        assertThat(lastApproved(5)).contains(Samples.id(2));
        assertThat(lastApproved(2)).contains(Samples.id(1));
        assertThat(lastApproved(1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"APPROVING", "APPROVED"})
    void takesNoBacktestForTheNewestApprovedCommand(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1));
        at(Samples.id(1), Stage.APPROVED);
        backtestAt(Samples.id(2), stage);

        assertThat(lastApproved(3)).contains(Samples.id(1));
        assertThat(lastApproved(1)).isEmpty();
        assertThat(stores().commands().standing(Samples.client(1)))
                .isEqualTo(new Standing.Runs(
                        stores().commands().find(Samples.id(1)).orElseThrow(), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECEIVED")
    void takesNoBacktestForWhatTheBotIsAskedFor(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 2), Samples.submission(4, 3));
        backtestAt(Samples.id(1), stage);
        at(Samples.id(2), Stage.APPROVED);
        backtestAt(Samples.id(3), stage);
        move(Samples.id(4), command -> Samples.at(command.submission(), Stage.APPROVED, new StopTrading(StopMode.NOW)));
        receive(Samples.submission(5, 3));
        backtestAt(Samples.id(5), stage);
        Command start = stores().commands().find(Samples.id(2)).orElseThrow();

        assertThat(stores().commands().isIdle(Samples.client(1))).isTrue();
        assertThat(stores().commands().isIdle(Samples.client(2))).isTrue();
        assertThat(stores().commands().standing(Samples.client(1))).isEqualTo(new Standing.Nothing());
        assertThat(stores().commands().standing(Samples.client(2)))
                .isEqualTo(new Standing.Runs(start, Optional.empty()));
        assertThat(stores().commands().activeBots()).isEqualTo(1);
        assertThat(stores().commands().summaries().subList(0, 2))
                .containsExactly(
                        new ClientSummary(Samples.client(1), true, Optional.empty()),
                        new ClientSummary(Samples.client(2), true, Optional.of(summary(start, true))));
    }

    /** Its deadline, its fee, its envelope and its key are like any other's. */
    @Test
    void countsABacktestWhereEveryCommandCounts() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1, "envelope 1", 2), Samples.submission(3, 1));
        backtestAt(Samples.id(1), Stage.COMMITTED);
        Instant later = Samples.submission(1, 1).deadline().plusSeconds(1);

        assertThat(stores().commands().overdue(later, 10))
                .extracting(Command::id)
                .containsExactly(Samples.id(1));
        assertThat(stores().commands().backlog().stages()).isEqualTo(Map.of(Stage.COMMITTED, 1L, Stage.RECEIVED, 2L));
        assertThat(stores().commands().backlog().nearestDeadline())
                .contains(Samples.submission(1, 1).deadline());
        assertThat(twin(2, 99)).contains(Samples.id(1));
        assertThat(twin(3, 1)).contains(Samples.id(1));
        assertThat(stores().commands().firstOf(Samples.client(1)).map(Command::id))
                .contains(Samples.id(1));
        assertThat(stores().commands().clients()).containsExactly(Samples.client(1));
        assertThat(claimed(Set.of(Stage.COMMITTED), 10)).containsExactly(1L);
    }

    @Test
    void findsAClientsFirstCommand() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 2));

        assertThat(stores().commands().firstOf(Samples.client(2)).map(Command::id))
                .contains(Samples.id(2));
    }

    @Test
    void countsWhatThereIsToDo() {
        assertThat(stores().commands().backlog())
                .isEqualTo(new Backlog(Map.of(), Optional.empty(), Set.of(), Optional.empty(), Map.of(), List.of()));

        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 3), Samples.submission(4, 4));
        at(Samples.id(2), Stage.COMMITTED);
        at(Samples.id(3), Stage.APPROVED);
        at(Samples.id(4), Stage.COMMITTED);

        assertThat(stores().commands().backlog().stages()).isEqualTo(Map.of(Stage.RECEIVED, 1L, Stage.COMMITTED, 2L));
        assertThat(stores().commands().backlog().nearestDeadline())
                .contains(Samples.submission(1, 1).deadline());
    }

    @Test
    void namesWhatHasNoVerdictAfterItsDeadline() {
        receive(
                Samples.submission(1, 1, "late", 9),
                Samples.submission(2, 2, "early", 5),
                Samples.submission(3, 3, "early too", 5),
                Samples.submission(4, 4, "decided", 5),
                Samples.submission(5, 5, "latest", 20));
        at(Samples.id(3), Stage.UNDOING);
        at(Samples.id(4), Stage.REFUNDING);
        Instant later = Samples.submission(1, 1, "late", 9).deadline().plusSeconds(1);

        assertThat(stores().commands().overdue(later, 10))
                .extracting(command -> command.id().number())
                .containsExactly(2L, 3L, 1L);
        assertThat(stores().commands().overdue(later, 1))
                .extracting(command -> command.id().number())
                .containsExactly(2L);
        assertThat(stores().commands()
                        .overdue(Samples.submission(2, 2, "early", 5).deadline(), 10))
                .isEmpty();
    }

    /** What has left the chain, or has its end there, is in time. */
    @Test
    void countsTheTimeOfWhatTheChainStillWaitsFor() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 3), Samples.submission(4, 4));
        at(Samples.id(1), Stage.ORPHANED);
        at(Samples.id(2), Stage.REFUNDING);
        take(List.of(new ChainEvent.Settled(Samples.id(2), Samples.fact(OnChain.Outcome.ROLLED_BACK, 6))));

        Backlog backlog = stores().commands().backlog();

        assertThat(backlog.stages()).isEqualTo(Map.of(Stage.ORPHANED, 1L, Stage.REFUNDING, 1L, Stage.RECEIVED, 2L));
        assertThat(backlog.nearestDeadline()).contains(Samples.submission(3, 3).deadline());
        assertThat(backlog.undecided()).containsExactly(Samples.submission(3, 3).window());
        assertThat(backlog.oldestVerdict()).isEmpty();
    }

    @Test
    void knowsTheOldestUndecidedCommandOfEveryLengthOfWindow() {
        Submission longer = withWindow(Samples.submission(2, 2), Duration.ofDays(7));
        receive(
                Samples.submission(1, 1),
                longer,
                Samples.submission(3, 3),
                Samples.submission(4, 4),
                withWindow(Samples.submission(5, 5), Duration.ofDays(7)));
        at(Samples.id(1), Stage.UNDOING);
        at(Samples.id(3), Stage.CONFIRMED);

        assertThat(stores().commands().backlog().undecided())
                .containsExactlyInAnyOrder(
                        longer.window(), Samples.submission(3, 3).window());
    }

    @Test
    void knowsSinceWhenTheOldestVerdictWaits() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2), Samples.submission(3, 3));
        at(Samples.id(1), Stage.CONFIRMED);
        at(Samples.id(3), Stage.APPROVING);
        // Nothing that a command waits for may be in the way, whatever characters it has.
        move(Samples.id(3), command -> command.waiting("a node that said \u0000"));
        at(Samples.id(2), Stage.REFUNDING);

        assertThat(stores().commands().backlog().oldestVerdict())
                .contains(Samples.submission(2, 2).submittedAt());
    }

    @Test
    void namesWhatIsStuckTheOldestFirst() {
        receive(
                Samples.submission(1, 1),
                Samples.submission(2, 2),
                Samples.submission(3, 3),
                Samples.submission(4, 4),
                Samples.submission(5, 5));
        Instant since = Samples.GENESIS.plusNanos(123_456_789);
        // Whatever characters it has.
        move(Samples.id(1), command -> command.stuck(Stuck.By.MISTAKE, "\u0000", since.plusSeconds(2)));
        move(Samples.id(2), command -> command.stuck(Stuck.By.PERMANENT, "a key", since));
        move(Samples.id(3), command -> command.stuck(Stuck.By.PERMANENT, "a key", since.plusSeconds(1)));
        move(Samples.id(4), command -> command.stuck(Stuck.By.PERMANENT, "a key", since)
                .unstuck());
        move(Samples.id(5), command -> command.stuck(Stuck.By.PERMANENT, "a key", since)
                .queued(new Accepted(Samples.key(5), Samples.START), since));

        Backlog backlog = stores().commands().backlog();

        assertThat(backlog.stuck()).isEqualTo(Map.of(Stuck.By.PERMANENT, 2L, Stuck.By.MISTAKE, 1L));
        assertThat(backlog.longestStuck())
                .containsExactly(
                        stuck(2, Stuck.By.PERMANENT, since, "a key"),
                        stuck(3, Stuck.By.PERMANENT, since.plusSeconds(1), "a key"),
                        stuck(1, Stuck.By.MISTAKE, since.plusSeconds(2), "\ufffd"));
    }

    private static Backlog.StuckCommand stuck(int number, Stuck.By by, Instant since, String on) {
        return new Backlog.StuckCommand(
                Samples.id(number), Samples.client(number), Stage.RECEIVED, new Stuck(by, since), on);
    }

    private static Submission withWindow(Submission of, Duration window) {
        return new Submission(
                of.id(),
                of.client(),
                of.sender(),
                of.fee(),
                of.submittedAt(),
                of.submittedAt().plus(window),
                of.tag(),
                of.envelope(),
                of.transaction(),
                of.block());
    }

    @Test
    void listsEveryClientOnceByNumber() {
        assertThat(stores().commands().clients()).isEmpty();

        receive(Samples.submission(1, 3), Samples.submission(2, 1), Samples.submission(3, 3));

        assertThat(stores().commands().clients()).containsExactly(Samples.client(1), Samples.client(3));
    }

    @Test
    void sumsUpEveryClientByNumber() {
        assertThat(stores().commands().summaries()).isEmpty();

        receive(
                Samples.submission(1, 3),
                Samples.submission(2, 1),
                Samples.submission(3, 3),
                Samples.submission(4, 2),
                Samples.submission(5, 4),
                Samples.submission(6, 5),
                Samples.submission(7, 5));
        at(Samples.id(1), Stage.APPROVED);
        at(Samples.id(3), Stage.ROLLED_BACK);
        Command stop = move(
                Samples.id(4),
                command -> Samples.at(command.submission(), Stage.APPROVING, new StopTrading(StopMode.NOW)));
        at(Samples.id(5), Stage.ROLLED_BACK);
        at(Samples.id(6), Stage.APPROVING);

        assertThat(stores().commands().summaries())
                .containsExactly(
                        new ClientSummary(Samples.client(1), false, Optional.empty()),
                        new ClientSummary(Samples.client(2), true, Optional.of(summary(stop, false))),
                        new ClientSummary(Samples.client(3), true, Optional.of(start(1))),
                        new ClientSummary(Samples.client(4), true, Optional.empty()),
                        new ClientSummary(Samples.client(5), false, Optional.of(start(6))));
    }

    private ClientSummary.Approved start(long id) {
        return summary(stores().commands().find(Samples.id(id)).orElseThrow(), true);
    }

    private static ClientSummary.Approved summary(Command approved, boolean isStart) {
        return new ClientSummary.Approved(
                approved.id(),
                isStart,
                approved.prepared().flatMap(Prepared::content).map(CanonicalJson::sha256));
    }

    @Test
    void findsAnEarlierTwinByEnvelopeOrKeyOfTheSameClient() {
        receive(
                Samples.submission(1, 1, "first", 1),
                Samples.submission(2, 1, "second", 2),
                Samples.submission(3, 1, "first", 3),
                Samples.submission(4, 2, "first", 4));
        at(Samples.id(2), Stage.QUEUED);

        assertThat(twin(3, 99)).contains(Samples.id(1));
        assertThat(twin(3, 2)).contains(Samples.id(1));
        assertThat(twin(1, 2)).as("a later one is no earlier twin").isEmpty();
        assertThat(twin(4, 2)).as("another client's copy is no twin").isEmpty();
        Command third = stores().commands().find(Samples.id(3)).orElseThrow();
        assertThat(stores().commands().earlierTwin(third, Optional.empty())).contains(Samples.id(1));
        receive(Samples.submission(5, 1, "fifth", 5));
        assertThat(twin(5, 2)).contains(Samples.id(2));
        assertThat(twin(5, 99)).isEmpty();
    }

    @Test
    void countsTheBotsThatRunOrAreAboutTo() {
        receive(
                Samples.submission(1, 1),
                Samples.submission(2, 2),
                Samples.submission(3, 3),
                Samples.submission(4, 4),
                Samples.submission(5, 1),
                Samples.submission(6, 5));
        at(Samples.id(1), Stage.APPROVED);
        at(Samples.id(2), Stage.DEPLOYED);
        at(Samples.id(3), Stage.QUEUED);
        at(Samples.id(4), Stage.ROLLED_BACK);
        assertThat(stores().commands().activeBots()).isEqualTo(2);

        move(Samples.id(5), command -> Samples.at(command.submission(), Stage.APPROVED, new StopTrading(StopMode.NOW)));

        assertThat(stores().commands().activeBots()).isEqualTo(1);
    }

    @Test
    void wakesTheCommandsOfOneClient() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2));
        postpone(1);
        postpone(2);

        stores().commands().wake(Samples.client(1));

        assertThat(claimed(ALL, 10)).containsExactly(1L);
    }

    /** A change in the cluster may be one of a backtest's; one that was not begun has nothing there. */
    @Test
    void wakesTheBacktestsThatWereBegunAndTheFirstInTheLane() {
        Stage[] stages = Stage.IN_LANE.stream().sorted().toArray(Stage[]::new);
        for (int id = 1; id <= stages.length; id++) {
            receive(Samples.submission(id, 1));
            backtestAt(Samples.id(id), stages[id - 1] == Stage.RECEIVED ? Stage.APPROVED : stages[id - 1]);
        }
        receive(Samples.submission(20, 1), Samples.submission(21, 1), Samples.submission(22, 2));
        at(Samples.id(20), Stage.QUEUED);
        at(Samples.id(21), Stage.QUEUED);
        backtestAt(Samples.id(22), Stage.COMMITTED);
        claimAll().forEach(claim -> stores().commands().save(claim, claim.command(), LONG));
        assertThat(claimed(ALL, 20)).isEmpty();

        stores().commands().wake(Samples.client(1));

        assertThat(stores().commands().claim(ONE, ALL, 20, LONG))
                .extracting(claim -> claim.command().stage())
                .containsExactlyInAnyOrder(
                        Stage.PROVISIONED,
                        Stage.COMMITTED,
                        Stage.DEPLOYED,
                        Stage.CONFIRMED,
                        Stage.UNDOING,
                        Stage.RESTORING,
                        Stage.QUEUED)
                .doesNotHaveDuplicates();
        Claim first = new Claim(stores().commands().find(Samples.id(20)).orElseThrow(), ONE);
        assertThat(stores().commands().save(first, first.command(), LONG))
                .as("the one that is queued is the first in the lane")
                .isEqualTo(Saved.SAVED);
    }

    @Test
    void doesNotForgetToWakeACommandThatIsBeingWorkedOn() {
        receive(Samples.submission(1, 1));
        Claim claim = claimOnly(1);
        stores().commands().wake(Samples.client(1));

        stores().commands().save(claim, claim.command().waiting("it did not see the change"), LONG);

        assertThat(claimed(ALL, 10)).containsExactly(1L);
        postponeClaimed(1);
        assertThat(claimed(ALL, 10)).as("woken once is woken once").isEmpty();
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        Stores down = stores().down();

        assertThatThrownBy(() -> down.commands().claim(ONE, ALL, 1, LONG)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.commands().find(Samples.id(1))).isInstanceOf(Unavailable.class);
        Claim claim = new Claim(Samples.at(Samples.submission(1, 1), Stage.RECEIVED), ONE);
        assertThatThrownBy(() -> down.commands().save(claim, claim.command(), LONG))
                .isInstanceOf(Unavailable.class);
    }

    private Claim claimOnly(long id) {
        List<Claim> claims = stores().commands().claim(ONE, EnumSet.allOf(Stage.class), 10, LONG);
        assertThat(claims).extracting(claim -> claim.command().id().number()).containsExactly(id);
        return claims.getFirst();
    }

    private List<Long> claimed(Set<Stage> stages, int most) {
        return stores().commands().claim(ONE, stages, most, LONG).stream()
                .map(claim -> claim.command().id().number())
                .toList();
    }

    /** Every command there is, whatever it waits for. */
    private List<Claim> claimAll() {
        stores().hurry();
        return stores().commands().claim(ONE, ALL, 100, LONG);
    }

    private void save(List<Claim> claims, long id, UnaryOperator<Command> by) {
        Claim claim = claims.stream()
                .filter(each -> each.command().id().number() == id)
                .findFirst()
                .orElseThrow();
        assertThat(stores().commands().save(claim, by.apply(claim.command()), LONG))
                .isEqualTo(Saved.SAVED);
    }

    /** Puts a command off although others may be due. */
    private void postpone(long id) {
        for (Claim claim : stores().commands().claim(ONE, ALL, 10, LONG)) {
            boolean wanted = claim.command().id().number() == id;
            stores().commands().save(claim, claim.command(), wanted ? LONG : Duration.ZERO);
        }
    }

    private void postponeClaimed(long id) {
        Command command = stores().commands().find(Samples.id(id)).orElseThrow();
        assertThat(stores().commands().save(new Claim(command, ONE), command, LONG))
                .isEqualTo(Saved.SAVED);
    }

    private Optional<OnChain> onChain(long id) {
        return stores().commands().find(Samples.id(id)).orElseThrow().onChain();
    }

    private Optional<io.botfleet.domain.submission.CommandId> lastApproved(long before) {
        return stores().commands()
                .lastApproved(Samples.client(1), Samples.id(before))
                .map(Command::id);
    }

    private Optional<io.botfleet.domain.submission.CommandId> twin(long id, int key) {
        Command command = stores().commands().find(Samples.id(id)).orElseThrow();
        return stores().commands().earlierTwin(command, Optional.of(Samples.key(key)));
    }
}

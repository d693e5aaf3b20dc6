package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Envelopes.Refused;
import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Database;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is checked of an envelope besides its content, and in which order envelopes are opened. */
class OpeningTest {
    private final Bench bench = new Bench();

    @ParameterizedTest
    @CsvSource({"-1, REFUNDING", "0, QUEUED", "1, QUEUED"})
    void takesACommandThatWasMinedUntilItsNotAfter(long secondsLater, Stage stage) {
        submitWithNotAfter(secondsLater);
        bench.world.chain().mine(8);
        bench.ingest();

        bench.advance();

        Command command = bench.command(1);
        assertThat(command.stage()).isEqualTo(stage);
        assertThat(command.ending().isPresent()).isEqualTo(stage == Stage.REFUNDING);
        command.ending().ifPresent(ending -> assertThat(ending.reason()).isEqualTo(Reason.EXPIRED));
    }

    @Test
    void takesWhatTheChainHasApprovedAtItsWordAndRefusesNothingBeforeThatIsRead() {
        submitWithNotAfter(-1);
        bench.world.chain().mine(8);
        bench.ingest();
        bench.settleElsewhere(1, new Decision.Approve());
        bench.world.chain().mine();

        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(bench.command(1).waitingOn().orElseThrow()).contains("what became of its fee");

        bench.world.chain().mine(8);
        bench.ingest();
        bench.tick();
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
    }

    @Test
    void takesDownWhatARestoredStoreForgotThatItCarriedOutAndRefusesNow() {
        forgetACommandThatWasCarriedOut();
        bench.world.clock().advance(Duration.ofHours(2));
        bench.world.chain().drop(15, true);
        bench.world.chain().mine(30);

        bench.run(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.EXPIRED);
        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void takesDownWhatARestoredStoreForgotThatItCarriedOutAndTheClientReclaimed() {
        forgetACommandThatWasCarriedOut();
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().reclaim(new CommandId(1));
        bench.world.chain().mine(8);

        bench.run(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECLAIMED);
        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    private void forgetACommandThatWasCarriedOut() {
        Database.Copy copy = bench.world.database().copy();
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(15);
        assertThat(bench.world.cluster().pods()).hasSize(1);
        bench.world.database().restore(copy);
    }

    private void submitWithNotAfter(long secondsLater) {
        Json.Members payload = Json.EMPTY
                .with("version", Json.of(1))
                .with("commandKey", Json.of("a".repeat(32)))
                .with("notAfter", Json.of(bench.world.clock().instant().getEpochSecond() + secondsLater))
                .with("command", Platform.start("SampleStrategy"));
        bench.world.chain().submit(Bench.wallet(1), bench.envelopes.seal(Bench.wallet(1), payload), 1_000_000);
    }

    @Test
    void opensAClientsCommandsInTheirOrder() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.commands.claim(new Replica("slow"), Set.of(Stage.RECEIVED), 1, Duration.ofHours(1));
        bench.world.clock().advance(Duration.ofMinutes(20));

        bench.advance();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(bench.command(2).waitingOn()).hasValue("command 1 to be opened");
    }

    @Test
    void refundsAStartThatANewerOneOvertookWhileItWaited() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.world.stop(World.Part.CLUSTER);
        bench.advance();
        bench.tick();
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);

        bench.tick();
        bench.advance();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.SUPERSEDED);
    }

    @Test
    void refundsAStartWhoseKeyWasTakenAwayBeforeItWasPrepared() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        bench.tick();
        Envelopes withoutTheKey = (_, _) -> new Refused(Refused.Kind.UNREADABLE, "no such key");

        bench.advancing(withoutTheKey, Platform.POLICY).advance(Bench.REPLICA, 100, Bench.LEASE);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void printsNothingOfWhatItOpened() {
        assertThat(new Envelopes.Opened(Json.of("planted"))).hasToString("Opened[redacted]");
    }
}

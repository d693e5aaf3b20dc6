package io.botfleet.adapters.blockchain.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reorganisations of a real node, and what the platform makes of them by itself. */
class ReorganisationTest {
    private static final Bytes FIRST = Bytes.ofUtf8("the first envelope");
    private static final Bytes SECOND = Bytes.ofUtf8("the second envelope");

    private PlatformOnAnvil platform = new PlatformOnAnvil(8);

    @AfterEach
    void end() {
        platform.close();
    }

    @Test
    void actsOnNothingThatAShallowReorganisationTakesAway() {
        submit(1, FIRST);
        platform.chain().mine(1);
        platform.step();
        assertThat(platform.find(1)).as("one block is not deep enough").isEmpty();

        platform.chain().anvil().reorganise(2, Map.of());
        platform.run(6);

        assertThat(platform.find(1)).isEmpty();
    }

    @Test
    void followsACommandToAnotherBlock() {
        SignedTransaction signed = submit(1, FIRST);
        platform.run(3);
        Submission before = platform.command(1).submission();
        assertThat(platform.command(1).stage()).isEqualTo(Stage.RECEIVED);

        platform.chain().anvil().reorganise(4, Map.of(signed, 2));
        platform.run(3);

        Submission after = platform.command(1).submission();
        assertThat(after.block().number()).isEqualTo(before.block().number() + 1);
        assertThat(after.sameCommandAs(before)).isTrue();
        assertThat(platform.command(1).stage()).isEqualTo(Stage.RECEIVED);
        platform.run(12);
        assertSettledOnce(1, OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void freezesACommandThatLeftTheChainAndSettlesNothingForIt() {
        submit(1, FIRST);
        platform.run(3);

        platform.chain().anvil().reorganise(4, Map.of());
        platform.run(5);
        assertThat(platform.command(1).stage()).isEqualTo(Stage.ORPHANED);

        platform.chain().anvil().passTime(Duration.ofMinutes(12));
        for (int round = 0; round < 30 && platform.command(1).stage() != Stage.VANISHED; round++) {
            platform.run(1);
        }

        assertThat(platform.command(1).stage()).isEqualTo(Stage.VANISHED);
        assertThat(platform.chain().ledger().account().nextNonce()).isZero();
    }

    @Test
    void settlesAgainWithTheSameVerdictWhereTheSettlementLeftTheChain() {
        refundedToBeReorganised();
        Command before = platform.command(1);
        assertThat(before.stage()).isEqualTo(Stage.ROLLED_BACK);

        platform.chain().anvil().reorganise(4, Map.of());
        assertThat(platform.chain().ledger().escrow(new CommandId(1)))
                .as("it is open again")
                .isPresent();
        platform.run(1);
        assertThat(platform.command(1).stage()).isEqualTo(Stage.REFUNDING);
        platform.run(16);

        assertSettledOnce(1, OnChain.Outcome.ROLLED_BACK);
        assertThat(platform.command(1).evidence()).isEqualTo(before.evidence());
    }

    /** A command whose settlement is deep enough to count and not final. */
    private void refundedToBeReorganised() {
        submit(1, FIRST);
        for (int round = 0; platform.find(1).map(Command::stage).orElse(Stage.RECEIVED) != Stage.ROLLED_BACK; round++) {
            assertThat(round).isLessThan(30);
            platform.run(1);
        }
    }

    @Test
    void swapsTwoClientsWithTheirNumbers() {
        SignedTransaction one = submit(1, FIRST);
        SignedTransaction two = submit(2, SECOND);
        platform.run(3);
        assertThat(platform.command(1).submission().envelope()).isEqualTo(FIRST);
        assertThat(platform.command(1).client()).isEqualTo(new ClientId(1));

        Map<SignedTransaction, Integer> swapped = new LinkedHashMap<>();
        swapped.put(two, 0);
        swapped.put(one, 1);
        platform.chain().anvil().reorganise(4, swapped);
        runUntilRolledBack(1, 2);

        assertThat(platform.command(1).submission().envelope()).isEqualTo(SECOND);
        assertThat(platform.command(2).submission().envelope()).isEqualTo(FIRST);
        assertThat(platform.command(1).submission().sender()).isEqualTo(sender(2));
        assertSettledOnce(1, OnChain.Outcome.ROLLED_BACK);
        assertSettledOnce(2, OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void putsAnotherClientsVerdictOnNobodyWhereTheSwapComesAfterTheVerdict() {
        // Both clients are known for good, so that their next commands are decided before they are final.
        submit(1, Bytes.ofUtf8("known"));
        submit(2, Bytes.ofUtf8("known too"));
        platform.run(16);
        SignedTransaction one = submit(1, FIRST);
        SignedTransaction two = submit(2, SECOND);
        platform.run(3);
        assertThat(platform.command(3).stage()).isEqualTo(Stage.REFUNDING);

        Map<SignedTransaction, Integer> swapped = new LinkedHashMap<>();
        swapped.put(two, 0);
        swapped.put(one, 1);
        platform.chain().anvil().reorganise(4, swapped);
        runUntilRolledBack(3, 4);

        assertThat(platform.command(3).submission().envelope()).isEqualTo(SECOND);
        assertThat(platform.command(3).client()).isEqualTo(new ClientId(2));
        assertThat(platform.command(4).client()).isEqualTo(new ClientId(1));
        for (long id = 1; id <= 4; id++) {
            assertSettledOnce(id, OnChain.Outcome.ROLLED_BACK);
            assertThat(platform.chain().ledger().escrow(new CommandId(id))).isEmpty();
        }
    }

    @Test
    void undoesNothingWhereTheChainTakesBackWhatWasFinal() {
        platform.close();
        platform = new PlatformOnAnvil(4);
        refundedToBeReorganised();
        platform.run(8);
        Command before = platform.command(1);
        Cursor cursor = platform.inbox().cursor().orElseThrow();
        assertThat(before.onChain().map(OnChain::finalised)).contains(true);

        platform.chain().anvil().reorganise(14, Map.of());

        platform.chain().mine(1);
        assertThatThrownBy(() -> platform.ingest())
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("which was final")
                .hasMessageContaining("nothing is undone");
        assertThatThrownBy(() -> platform.ingest()).isInstanceOf(Permanent.class);
        assertThat(platform.command(1)).isEqualTo(before);
        assertThat(platform.inbox().cursor()).contains(cursor);
    }

    /** Until it is so for the commands that are on the chain, whichever had their numbers before. */
    private void runUntilRolledBack(long... ids) {
        for (int round = 0; round < 60; round++) {
            platform.run(1);
            if (LongStream.of(ids).allMatch(id -> isRolledBack(platform.command(id)))) {
                return;
            }
        }
    }

    private boolean isRolledBack(Command command) {
        return command.stage() == Stage.ROLLED_BACK
                && platform.chain().ledger().escrow(command.id()).isEmpty();
    }

    private void assertSettledOnce(long id, OnChain.Outcome outcome) {
        assertThat(platform.command(id).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(platform.command(id).onChain().map(OnChain::outcome)).contains(outcome);
    }

    private io.botfleet.domain.chain.Address sender(int wallet) {
        return io.botfleet.adapters.blockchain.devnet.Anvil.wallet(wallet).address();
    }

    private SignedTransaction submit(int wallet, Bytes envelope) {
        return platform.chain().submitSigned(wallet, envelope);
    }
}

package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link io.botfleet.application.settlement.Settlements} keeps to. */
public abstract class SettlementsContract extends StoreContract {
    @Test
    void knowsNothingAtFirst() {
        assertThat(stores().settlements().waiting(10)).isEmpty();
        assertThat(stores().settlements().open()).isEmpty();
        assertThat(stores().settlements().of(Samples.id(1), Samples.hash("none")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void letsVerdictsWaitAndNothingElse(Stage stage) {
        receive(Samples.submission(1, 1));
        Command command = at(Samples.id(1), stage);

        assertThat(stores().settlements().waiting(10))
                .isEqualTo(Stage.SETTLING.contains(stage) ? List.of(command) : List.of());
    }

    @Test
    void letsTheNearestDeadlineGoFirst() {
        receive(
                Samples.submission(1, 1, "late", 9),
                Samples.submission(2, 2, "early", 5),
                Samples.submission(3, 3, "early too", 5));
        verdicts(3);

        assertThat(stores().settlements().waiting(2))
                .extracting(command -> command.id().number())
                .containsExactly(2L, 3L);
    }

    /** However many there are, they keep nobody from being seen for whom something can be done. */
    @Test
    void letsThoseGoLastOfWhoseFeeTheChainHasSpoken() {
        receive(Samples.submission(1, 1, "early", 5), Samples.submission(2, 2, "late", 9));
        verdicts(2);
        take(List.of(new ChainEvent.Settled(Samples.id(1), Samples.fact(OnChain.Outcome.RECLAIMED, 6))));

        assertThat(stores().settlements().waiting(2))
                .extracting(command -> command.id().number())
                .containsExactly(2L, 1L);
    }

    @Test
    void keepsASettlementToTheByte() {
        Settlement settlement = Samples.settlement(7, verdict(1), verdict(2));

        stores().settlements().store(settler(), settlement);

        assertThat(stores().settlements().open()).containsExactly(settlement);
        assertThat(stores().settlements().of(Samples.id(2), settlement.evidenceRoot()))
                .contains(settlement);
        assertThat(stores().settlements().waiting(10)).isEmpty();
        assertThat(stores().reopened().settlements().open()).containsExactly(settlement);
    }

    @Test
    void keepsEveryAttempt() {
        Settlement first = Samples.settlement(7, verdict(1));
        stores().settlements().store(settler(), first);
        Settlement replaced = first.replacedBy(Samples.signed(7, 2), stores().now());

        stores().settlements().store(settler(), replaced);
        stores().settlements().store(settler(), replaced);

        assertThat(stores().settlements().open()).containsExactly(replaced);
        assertThat(stores().settlements().of(Samples.id(1), replaced.evidenceRoot()))
                .contains(replaced);
    }

    @Test
    void givesOpenSettlementsByNonce() {
        Settlement ninth = Samples.settlement(9, verdict(1));
        Settlement eighth = Samples.settlement(8, verdict(2));
        stores().settlements().store(settler(), ninth);
        stores().settlements().store(settler(), eighth);

        assertThat(stores().settlements().open()).containsExactly(eighth, ninth);
    }

    @Test
    void refusesASecondSettlementWithTheSameNonce() {
        Settlement first = Samples.settlement(7, verdict(1));
        Settlement second = Samples.settlement(7, verdict(2));
        stores().settlements().store(settler(), first);

        assertThatThrownBy(() -> stores().settlements().store(settler(), second))
                .isInstanceOf(Conflict.class);

        assertThat(stores().settlements().open()).containsExactly(first);
        assertThat(stores().settlements().of(Samples.id(2), second.evidenceRoot()))
                .isEmpty();
    }

    @Test
    void refusesACommandInASecondOpenSettlement() {
        Command shared = verdict(1);
        Settlement first = Samples.settlement(7, shared);
        stores().settlements().store(settler(), first);

        assertThatThrownBy(() -> stores().settlements().store(settler(), Samples.settlement(8, verdict(2), shared)))
                .isInstanceOf(Conflict.class);

        assertThat(stores().settlements().open()).containsExactly(first);
        assertThat(stores().settlements().waiting(10))
                .extracting(command -> command.id().number())
                .containsExactly(2L);
    }

    @Test
    void letsCommandsWaitAgainOnceTheirSettlementIsClosed() {
        Command command = verdict(1);
        Settlement first = Samples.settlement(7, command);
        stores().settlements().store(settler(), first);

        stores().settlements().close(settler(), first);
        stores().settlements().close(settler(), first);

        assertThat(stores().settlements().open()).isEmpty();
        assertThat(stores().settlements().of(Samples.id(1), first.evidenceRoot()))
                .contains(first);
        assertThat(stores().settlements().waiting(10)).containsExactly(command);
        Settlement second = Samples.settlement(8, command);
        stores().settlements().store(settler(), second);
        assertThat(stores().settlements().of(Samples.id(1), second.evidenceRoot()))
                .contains(second);
        assertThat(stores().settlements().of(Samples.id(1), first.evidenceRoot()))
                .as("either may be the one that is mined")
                .contains(first);
    }

    @Test
    void takesTheSameSettlementBackWhenItIsStoredAgain() {
        Command command = verdict(1);
        Settlement settlement = Samples.settlement(7, command);
        stores().settlements().store(settler(), settlement);
        stores().settlements().close(settler(), settlement);

        stores().settlements().store(settler(), settlement);

        assertThat(stores().settlements().open()).containsExactly(settlement);
        assertThatThrownBy(() -> stores().settlements().store(settler(), Samples.settlement(8, command)))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void refusesAFenceThatAnotherReplicaHasPassed() {
        Fence old = stores().leadership()
                .hold(Role.SETTLER, ONE, Duration.ofMillis(1))
                .orElseThrow();
        Settlement settlement = Samples.settlement(7, verdict(1));
        stores().settlements().store(old, settlement);
        stores().letPass(Duration.ofMillis(100));
        assertThat(stores().leadership().hold(Role.SETTLER, TWO, LONG)).isPresent();

        assertThatThrownBy(() -> stores().settlements().store(old, settlement)).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> stores().settlements().close(old, settlement)).isInstanceOf(Conflict.class);
        assertThat(stores().settlements().open()).containsExactly(settlement);
    }

    @Test
    void letsOneOfManyConcurrentSettlersTakeACommand() throws Exception {
        Command command = verdict(1);
        Fence fence = settler();
        var nonces = IntStream.range(0, 6).iterator();

        List<Boolean> wins = atOnce(6, () -> {
            int nonce;
            synchronized (nonces) {
                nonce = nonces.nextInt();
            }
            try {
                stores().settlements().store(fence, Samples.settlement(nonce, command));
                return true;
            } catch (Conflict somebodyElseWasFirst) {
                return false;
            }
        });

        assertThat(wins).containsOnlyOnce(true);
        assertThat(stores().settlements().open()).hasSize(1);
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        Stores down = stores().down();
        Settlement settlement = Samples.settlement(7, Samples.at(Samples.submission(1, 1), Stage.APPROVING));

        assertThatThrownBy(() -> down.settlements().waiting(1)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.settlements().store(new Fence(Role.SETTLER, 1), settlement))
                .isInstanceOf(Unavailable.class);
    }

    private Fence settler() {
        return fence(Role.SETTLER);
    }

    private Command verdict(long id) {
        receive(Samples.submission(id, (int) id));
        return at(Samples.id(id), id % 2 == 0 ? Stage.REFUNDING : Stage.APPROVING);
    }

    private void verdicts(int many) {
        for (long id = 1; id <= many; id++) {
            at(Samples.id(id), id % 2 == 0 ? Stage.REFUNDING : Stage.APPROVING);
        }
    }
}

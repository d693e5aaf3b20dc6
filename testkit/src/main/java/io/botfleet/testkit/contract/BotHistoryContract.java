package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.BotState.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link BotHistory} keeps to. */
public abstract class BotHistoryContract extends StoreContract {
    private static final BotState RUNNING = new BotState.Running();
    private static final BotState SILENT = new BotState.Degraded(Cause.API_SILENT, "the bot's API: timed out");

    static Stream<BotState> states() {
        return Stream.concat(
                Stream.of(
                        new BotState.Starting(),
                        RUNNING,
                        new BotState.Draining(OptionalInt.empty()),
                        new BotState.Draining(OptionalInt.of(3)),
                        new BotState.Stopped()),
                Stream.of(Cause.values()).map(cause -> new BotState.Degraded(cause, "«" + cause + "» \ud83d\ude80\n")));
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(stores().history().of(Samples.client(1), 10)).isEmpty();
        assertThat(stores().history().states()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("states")
    void keepsAStateWithAllThatIsKnownOfIt(BotState state) {
        BotChange before = change(0, state.equals(RUNNING) ? SILENT : RUNNING);
        BotChange found = change(1, state);
        tell(before);

        assertThat(tell(found)).isEqualTo(new BotHistory.Told.News(found, Optional.of(before)));

        assertThat(stores().history().of(Samples.client(1), 10)).containsExactly(found, before);
        assertThat(stores().reopened().history().of(Samples.client(1), 10)).containsExactly(found, before);
    }

    @Test
    void keepsAChangeOfABotThatNoCommandAskedFor() {
        BotChange found = new BotChange(
                Samples.client(1),
                Optional.empty(),
                Samples.GENESIS,
                new BotState.Degraded(Cause.UNASKED, "a pod is there that no command asked for"));

        assertThat(tell(found)).isEqualTo(new BotHistory.Told.News(found, Optional.empty()));

        assertThat(stores().history().of(Samples.client(1), 10)).containsExactly(found);
    }

    @Test
    void keepsNothingOfAClientThatNeverHadABot() {
        assertThat(tell(change(0, new BotState.Stopped()))).isEqualTo(new BotHistory.Told.Known());

        assertThat(stores().history().of(Samples.client(1), 10)).isEmpty();
        assertThat(stores().history().states()).isEmpty();
    }

    @Test
    void writesNothingForALookThatFindsTheSame() {
        BotChange first = change(0, SILENT);
        tell(first);

        assertThat(tell(first)).isEqualTo(new BotHistory.Told.Known());
        assertThat(tell(change(60, new BotState.Degraded(Cause.API_SILENT, "the bot's API: connection refused"))))
                .isEqualTo(new BotHistory.Told.Known());

        assertThat(stores().history().of(Samples.client(1), 10)).containsExactly(first);
    }

    @Test
    void writesNothingForALookThatIsOlderThanTheNewest() {
        BotChange newest = change(60, RUNNING);
        tell(newest);

        assertThat(tell(change(59, SILENT))).isEqualTo(new BotHistory.Told.Known());

        assertThat(stores().history().of(Samples.client(1), 10)).containsExactly(newest);
    }

    @Test
    void keepsEachClientsApartAndGivesTheNewestFirst() {
        BotChange other = new BotChange(Samples.client(2), Optional.of(Samples.id(2)), Samples.GENESIS, SILENT);
        tell(change(0, RUNNING));
        tell(other);
        BotChange second = change(60, SILENT);
        tell(second);
        BotChange third = change(120, RUNNING);
        tell(third);

        assertThat(stores().history().of(Samples.client(1), 2)).containsExactly(third, second);
        assertThat(stores().history().of(Samples.client(2), 2)).containsExactly(other);
        assertThat(stores().history().states())
                .isEqualTo(Map.of(BotState.Kind.RUNNING, 1L, BotState.Kind.DEGRADED, 1L));
    }

    @Test
    void keepsTheNewestAndLetsTheOldestGo() {
        BotChange other = new BotChange(Samples.client(2), Optional.of(Samples.id(2)), Samples.GENESIS, SILENT);
        tell(other);
        List<BotChange> told = new ArrayList<>();
        for (int minute = 0; minute < BotHistory.MOST_KEPT + 3; minute++) {
            told.addFirst(change(60L * minute, minute % 2 == 0 ? RUNNING : SILENT));
            tell(told.getFirst());
        }

        assertThat(stores().history().of(Samples.client(1), 1_000)).isEqualTo(told.subList(0, BotHistory.MOST_KEPT));
        assertThat(stores().history().of(Samples.client(2), 1_000)).containsExactly(other);
    }

    @Test
    void hasNewsForOneOfManyThatTellTheSameAtOnce() throws Exception {
        BotChange first = change(0, RUNNING);
        BotChange second = change(60, SILENT);

        assertThat(toldAtOnce(first)).containsOnlyOnce(new BotHistory.Told.News(first, Optional.empty()));
        assertThat(toldAtOnce(second)).containsOnlyOnce(new BotHistory.Told.News(second, Optional.of(first)));

        assertThat(stores().history().of(Samples.client(1), 10)).containsExactly(second, first);
    }

    private List<BotHistory.Told> toldAtOnce(BotChange change) throws Exception {
        int tellers = 6;
        CyclicBarrier together = new CyclicBarrier(tellers);
        return atOnce(tellers, () -> {
            together.await();
            return tell(change);
        });
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        BotHistory down = stores().down().history();

        assertThatThrownBy(() -> down.tell(change(0, RUNNING))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.of(Samples.client(1), 1)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(down::states).isInstanceOf(Unavailable.class);
    }

    private BotHistory.Told tell(BotChange change) {
        return stores().history().tell(change);
    }

    private static BotChange change(long seconds, BotState state) {
        return new BotChange(
                Samples.client(1), Optional.of(Samples.id(1)), Samples.GENESIS.plusSeconds(seconds), state);
    }
}

package io.botfleet.domain.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.BotState.Cause;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BotChangeTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final BotState RUNNING = new BotState.Running();
    private static final BotState STALLED = new BotState.Degraded(Cause.NOT_ITERATING, "not since 11:50");

    static Stream<BotState> states() {
        return Stream.of(
                new BotState.Starting(),
                RUNNING,
                STALLED,
                new BotState.Draining(OptionalInt.of(1)),
                new BotState.Stopped());
    }

    @ParameterizedTest
    @MethodSource("states")
    void isNoNewsAfterTheSame(BotState state) {
        assertThat(after(0, state).isNewsAfter(Optional.of(before(state)))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("states")
    void isNewsAfterAnyOtherState(BotState state) {
        states().filter(other -> !other.equals(state))
                .forEach(other -> assertThat(after(0, state).isNewsAfter(Optional.of(before(other))))
                        .as("after " + other)
                        .isTrue());
    }

    @Test
    void isNoNewsWhereOnlyTheWordsDiffer() {
        BotState later = new BotState.Degraded(Cause.NOT_ITERATING, "not since 11:57");
        BotState fewer = new BotState.Draining(OptionalInt.empty());

        assertThat(after(0, later).isNewsAfter(Optional.of(before(STALLED)))).isFalse();
        assertThat(after(0, fewer).isNewsAfter(Optional.of(before(new BotState.Draining(OptionalInt.of(2))))))
                .isFalse();
    }

    @Test
    void isNewsWhereTheCauseDiffers() {
        BotState crashed = new BotState.Degraded(Cause.FAILING, "not since 11:50");

        assertThat(after(0, crashed).isNewsAfter(Optional.of(before(STALLED)))).isTrue();
    }

    @Test
    void isNewsWhereTheCommandDiffers() {
        BotChange other = new BotChange(new ClientId(1), Optional.of(new CommandId(8)), NOON.plusSeconds(1), RUNNING);
        BotChange none = new BotChange(new ClientId(1), Optional.empty(), NOON.plusSeconds(1), RUNNING);

        assertThat(other.isNewsAfter(Optional.of(before(RUNNING)))).isTrue();
        assertThat(none.isNewsAfter(Optional.of(before(RUNNING)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000, -1})
    void isNoNewsWhereTheLookBeganNoLater(long milliseconds) {
        assertThat(after(milliseconds, STALLED).isNewsAfter(Optional.of(before(RUNNING))))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("states")
    void beginsAHistoryUnlessThereNeverWasABot(BotState state) {
        assertThat(after(0, state).isNewsAfter(Optional.empty())).isEqualTo(!(state instanceof BotState.Stopped));
    }

    @Test
    void keepsOfAReasonWhatCanBeStored() {
        String longest = "x".repeat(BotChange.LONGEST_REASON);
        String pairs = "\ud83d\ude80".repeat(BotChange.LONGEST_REASON);

        assertThat(reason("a\0b")).isEqualTo("a\ufffdb");
        assertThat(reason(longest)).isEqualTo(longest);
        assertThat(reason(longest + "y")).isEqualTo("x".repeat(BotChange.LONGEST_REASON - 1) + "…");
        assertThat(reason(pairs)).isEqualTo("\ud83d\ude80".repeat(BotChange.LONGEST_REASON / 2 - 1) + "…");
    }

    @Test
    void keepsWholeMilliseconds() {
        assertThat(new BotChange(new ClientId(1), Optional.empty(), NOON.plusNanos(1_999_999), RUNNING).at())
                .isEqualTo(NOON.plusMillis(1));
    }

    private static String reason(String said) {
        return ((BotState.Degraded)
                        before(new BotState.Degraded(Cause.FAILING, said)).state())
                .reason();
    }

    private static BotChange before(BotState state) {
        return new BotChange(new ClientId(1), Optional.of(new CommandId(7)), NOON, state);
    }

    /** A look after {@link #before}: a millisecond, and these more. */
    private static BotChange after(long milliseconds, BotState state) {
        return new BotChange(new ClientId(1), Optional.of(new CommandId(7)), NOON.plusMillis(1 + milliseconds), state);
    }
}

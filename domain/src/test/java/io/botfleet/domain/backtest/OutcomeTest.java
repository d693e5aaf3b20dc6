package io.botfleet.domain.backtest;

import static io.botfleet.domain.Examples.CLIENT;
import static io.botfleet.domain.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.domain.backtest.Outcome.End;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
    private static final CommandId COMMAND = new CommandId(7);
    private static final Bytes REPORT = Bytes.ofUtf8("{\"total_trades\":12}");

    @Test
    void hasAReportAndNoReasonWhereItSucceeded() {
        Outcome outcome = Outcome.succeeded(COMMAND, CLIENT, REPORT, NOW);

        assertThat(outcome)
                .isEqualTo(new Outcome(COMMAND, CLIENT, End.SUCCEEDED, Optional.empty(), Optional.of(REPORT), NOW));
        assertRefused(End.SUCCEEDED, Optional.empty(), Optional.empty());
        assertRefused(End.SUCCEEDED, Optional.of("why"), Optional.of(REPORT));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
    void hasAReasonAndNoReportWhereItDidNot(End end) {
        Outcome outcome = Outcome.without(end, COMMAND, CLIENT, "why", NOW);

        assertThat(outcome).isEqualTo(new Outcome(COMMAND, CLIENT, end, Optional.of("why"), Optional.empty(), NOW));
        assertRefused(end, Optional.empty(), Optional.empty());
        assertRefused(end, Optional.of("why"), Optional.of(REPORT));
    }

    @Test
    void takesAReportOfAMillionBytesAndNoMore() {
        Bytes largest = Bytes.of(new byte[Outcome.LARGEST_REPORT]);

        assertThat(Outcome.succeeded(COMMAND, CLIENT, largest, NOW).report()).contains(largest);
        assertRefused(End.SUCCEEDED, Optional.empty(), Optional.of(Bytes.of(new byte[Outcome.LARGEST_REPORT + 1])));
    }

    @Test
    void keepsOfItsReasonWhatAnyStoreAndTerminalCan() {
        assertThat(Outcome.without(End.FAILED, COMMAND, CLIENT, "it said \u0000", NOW)
                        .reason())
                .contains("it said \ufffd");
        assertThat(Outcome.without(End.FAILED, COMMAND, CLIENT, "x".repeat(2_001), NOW)
                        .reason())
                .hasValueSatisfying(words -> assertThat(words).hasSize(2_000).endsWith(" …"));
    }

    @Test
    void keepsItsTimeAsExactlyAsEveryStore() {
        assertThat(Outcome.succeeded(COMMAND, CLIENT, REPORT, NOW.plusNanos(1_999))
                        .at())
                .isEqualTo(NOW.plusNanos(1_000));
    }

    private static void assertRefused(End end, Optional<String> reason, Optional<Bytes> report) {
        assertThatThrownBy(() -> new Outcome(COMMAND, CLIENT, end, reason, report, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.botfleet.bootstrap.chaos;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.Set;

/** A command that was sent. */
record Sent(CommandId id, ClientId client, long feeGwei, Kind kind) {
    /** What was sent. */
    enum Kind {
        START("start"),
        FAILING_START("start that fails"),
        STOP("stop"),
        BACKTEST("backtest"),
        FAILING_BACKTEST("backtest that fails"),
        NOISE("noise");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What may rightly become of it: the outcome, or for a rollback its reason. */
        Set<String> ends() {
            return switch (this) {
                case START -> Set.of("APPROVED", "SUPERSEDED");
                case FAILING_START -> Set.of("EXECUTION_FAILED", "SUPERSEDED");
                case BACKTEST -> Set.of("APPROVED");
                case FAILING_BACKTEST -> Set.of("EXECUTION_FAILED");
                case STOP -> Set.of("APPROVED", "NOTHING_TO_STOP", "SUPERSEDED");
                case NOISE -> Set.of("UNREADABLE");
            };
        }

        boolean starts() {
            return this == START || this == FAILING_START;
        }

        /** Whether it changes something of the client's bot, where it can be read. */
        boolean concernsTheBot() {
            return starts() || this == STOP;
        }

        boolean isBacktest() {
            return this == BACKTEST || this == FAILING_BACKTEST;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}

package io.botfleet.adapters.rest.command;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The links of a command's chain, from its transaction to its settlement. */
final class Links {
    private Links() {}

    /** @param tag the low 24 bits of the envelope's keccak-256, which every settlement names */
    @Serdeable
    record Submission(
            String sender,
            long feeGwei,
            int tag,
            int envelopeBytes,
            Instant submittedAt,
            Instant deadline,
            String transactionHash,
            long blockNumber,
            String blockHash) {
        static Submission of(io.botfleet.domain.submission.Submission submission) {
            return new Submission(
                    submission.sender().hex(),
                    submission.fee().amount(),
                    submission.tag().value(),
                    submission.envelope().size(),
                    submission.submittedAt(),
                    submission.deadline(),
                    submission.transaction().hex(),
                    submission.block().number(),
                    submission.block().hash().hex());
        }
    }

    /**
     * A start has every field but {@code timerange} and {@code stopMode}; a stop has only the latter; a backtest has neither
     * {@code adoptPositions} nor that.
     *
     * @param stakeAmount a decimal number, or {@code unlimited}
     */
    @Serdeable
    record Order(
            String type,
            @Nullable String strategy,
            @Nullable String exchange,
            @Nullable Boolean dryRun,
            @Nullable String stakeCurrency,
            @Nullable String stakeAmount,
            @Nullable Integer maxOpenTrades,
            @Nullable String timeframe,
            @Nullable List<String> pairs,
            @Nullable Boolean adoptPositions,
            @Nullable String timerange,
            @Nullable String stopMode) {
        static Order of(io.botfleet.domain.order.Order order) {
            return switch (order) {
                case StartTrading start ->
                    new Order(
                            start.type(),
                            start.strategy(),
                            start.exchange(),
                            start.dryRun(),
                            start.stakeCurrency(),
                            stake(start.stakeAmount()),
                            start.maxOpenTrades(),
                            start.timeframe(),
                            start.pairs(),
                            start.adoptPositions(),
                            null,
                            null);
                case RunBacktest backtest ->
                    new Order(
                            backtest.type(),
                            backtest.strategy(),
                            backtest.exchange(),
                            true,
                            backtest.stakeCurrency(),
                            stake(backtest.stakeAmount()),
                            backtest.maxOpenTrades(),
                            backtest.timeframe(),
                            backtest.pairs(),
                            null,
                            backtest.timerange().toString(),
                            null);
                case StopTrading stop ->
                    new Order(
                            stop.type(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            stop.mode().name().toLowerCase(Locale.ROOT));
            };
        }

        private static String stake(StakeAmount amount) {
            return switch (amount) {
                case StakeAmount.Fixed fixed -> fixed.amount().toPlainString();
                case StakeAmount.Unlimited _ -> "unlimited";
            };
        }
    }

    /**
     * @param change {@code values} where the file is written, {@code removal} where it goes
     * @param undoCommit the commit that brought the last approved values back
     */
    @Serdeable
    record Git(
            String path,
            String change,
            @Nullable String valuesDigest,
            @Nullable String commit,
            @Nullable String undoCommit) {
        static Optional<Git> of(Command command) {
            return command.prepared()
                    .map(prepared -> new Git(
                            prepared.path().value(),
                            switch (prepared) {
                                case Prepared.Values _ -> "values";
                                case Prepared.Removal _ -> "removal";
                            },
                            prepared instanceof Prepared.Values values
                                    ? values.digest().value()
                                    : null,
                            command.commit().map(CommitId::hex).orElse(null),
                            command.undoCommit().map(CommitId::hex).orElse(null)));
        }
    }

    /** @param detail words for the client; they are not on chain */
    @Serdeable
    record Ending(String reason, int reasonCode, String detail, String end) {
        static Ending of(io.botfleet.domain.command.Ending ending) {
            return new Ending(
                    ending.reason().name(),
                    ending.reason().code(),
                    ending.detail(),
                    ending.end().name());
        }
    }

    /** @param digest SHA-256 of the evidence document's bytes */
    @Serdeable
    record Verdict(String decision, @Nullable String reason, String digest) {
        static Verdict of(Evidence evidence) {
            return switch (evidence.decision()) {
                case Decision.Approve _ ->
                    new Verdict("approve", null, evidence.digest().hex());
                case Decision.Rollback rollback ->
                    new Verdict(
                            "rollback",
                            rollback.reason().name(),
                            evidence.digest().hex());
            };
        }
    }

    /**
     * @param evidenceRoot zero for a reclaim
     * @param finalised whether the block can no longer be reorganised away
     */
    @Serdeable
    record Settlement(
            String outcome,
            int reasonCode,
            String evidenceRoot,
            String transactionHash,
            long blockNumber,
            String blockHash,
            Instant at,
            boolean finalised) {
        static Settlement of(OnChain fact) {
            return new Settlement(
                    fact.outcome().name(),
                    fact.reasonCode(),
                    fact.evidenceRoot().hex(),
                    fact.transaction().hex(),
                    fact.block().number(),
                    fact.block().hash().hex(),
                    fact.at(),
                    fact.finalised());
        }
    }
}

package io.botfleet.domain;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One client, its commands and its bot, as most tests want them. */
public final class Examples {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final Instant LATER = NOW.plus(Duration.ofMinutes(1));
    public static final ClientId CLIENT = new ClientId(1);
    public static final Address WALLET = new Address("0x" + "a1".repeat(20));
    public static final Gateway GATEWAY = new Gateway(31337, new Address("0x" + "c0".repeat(20)));
    public static final CommitId COMMIT = new CommitId("1".repeat(40));
    public static final CommitId UNDO_COMMIT = new CommitId("2".repeat(40));
    public static final StartTrading START = new StartTrading(
            "SampleStrategy",
            "binance",
            true,
            "USDT",
            new StakeAmount.Fixed(new BigDecimal("100")),
            3,
            "5m",
            List.of("BTC/USDT", "ETH/USDT"),
            false);
    public static final StopTrading STOP = new StopTrading(StopMode.DRAIN);
    public static final RunBacktest BACKTEST = new RunBacktest(
            "SampleStrategy",
            "binance",
            "USDT",
            new StakeAmount.Fixed(new BigDecimal("100")),
            3,
            "5m",
            List.of("BTC/USDT", "ETH/USDT"),
            Timerange.parse("20250101-20250601").orElseThrow());

    private Examples() {}

    public static Hash hash(int seed) {
        return new Hash("0x" + "%064x".formatted(seed));
    }

    public static Submission submission(long id) {
        return submission(id, NOW, NOW.plus(Duration.ofHours(1)));
    }

    public static Submission submission(long id, Instant submittedAt, Instant deadline) {
        return new Submission(
                new CommandId(id),
                CLIENT,
                WALLET,
                new Gwei(1_000_000),
                submittedAt,
                deadline,
                new Tag(0xabcdef),
                Bytes.ofUtf8("envelope " + id),
                hash(1000 + (int) id),
                new BlockRef(100 + id, hash(2000 + (int) id)));
    }

    public static Accepted accepted(long id, Order order) {
        return new Accepted(new CommandKey("%032x".formatted(id)), order);
    }

    public static Command received(long id) {
        return Command.received(submission(id), NOW);
    }

    public static Command queued(long id, Order order) {
        return received(id).queued(accepted(id, order), NOW);
    }

    /** A command that is in a stage without having come there by moves. */
    public static Command standingIn(Stage stage, Command like) {
        return new Command(
                like.submission(),
                stage,
                like.since(),
                like.version(),
                like.accepted(),
                like.prepared(),
                like.commit(),
                like.execution(),
                like.ending(),
                like.undoCommit(),
                like.evidence(),
                like.waitingOn(),
                like.stuck(),
                stage == Stage.ORPHANED ? Optional.of(Stage.QUEUED) : Optional.empty(),
                like.onChain());
    }

    public static ValuesDocument document(long id) {
        return ValuesDocument.ofTrade(
                CLIENT,
                new CommandId(id),
                START,
                Map.of(SealedKey.DATABASE_URL, "AgBx+/==", SealedKey.JWT_SECRET, "AgBy"));
    }

    public static Prepared.Values tradeValues(long id) {
        ValuesDocument document = document(id);
        return new Prepared.Values(RepositoryPath.ofBot(CLIENT), document.yaml(), document.digest());
    }

    public static Pod pod(long id) {
        return new Pod(
                "cliente-001-0",
                "0d9c2d3e",
                Optional.of(new CommandId(id)),
                Optional.of(document(id).digest()),
                "freqtrade-platform:stable",
                Pod.Phase.READY,
                0,
                NOW);
    }

    /** What a bot shows that runs {@link #START} for a command. */
    public static RunningConfig config(long id) {
        return new RunningConfig(
                "2026.7",
                "dry_run",
                "running",
                true,
                "SampleStrategy",
                "binance",
                "cliente-001." + id,
                "USDT",
                "100.0",
                3,
                "5m",
                List.of("ETH/USDT", "BTC/USDT"));
    }

    public static Execution execution(long id) {
        return Execution.NONE.deployed(COMMIT, pod(id)).firstProcess(NOW).confirmed(pod(id), config(id), LATER);
    }

    public static Evidence evidence(Decision decision) {
        return new Evidence(decision, Bytes.ofUtf8("{}"), hash(7));
    }
}

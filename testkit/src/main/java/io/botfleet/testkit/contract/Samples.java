package io.botfleet.testkit.contract;

import io.botfleet.application.chain.Cursor;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values that suites work with, each told from another by a number. */
final class Samples {
    static final Instant GENESIS = Instant.parse("2026-01-01T00:00:00Z");
    static final StartTrading START = new StartTrading(
            "SampleStrategy",
            "binance",
            true,
            "USDT",
            new StakeAmount.Unlimited(),
            3,
            "5m",
            List.of("BTC/USDT", "ETH/USDT"),
            false);

    static final RunBacktest BACKTEST = new RunBacktest(
            "SampleStrategy",
            "binance",
            "USDT",
            new StakeAmount.Unlimited(),
            3,
            "5m",
            List.of("BTC/USDT", "ETH/USDT"),
            Timerange.parse("20250101-20250601").orElseThrow());

    private Samples() {}

    static Hash hash(String of) {
        return CanonicalJson.sha256(Json.of(of));
    }

    static CommandId id(long number) {
        return new CommandId(number);
    }

    static ClientId client(int number) {
        return new ClientId(number);
    }

    static BlockRef block(long number) {
        return new BlockRef(number, hash("block " + number));
    }

    static Cursor cursor(long number) {
        return new Cursor(block(number), GENESIS.plusSeconds(2 * number));
    }

    /** The command with this number, in the block with the same number. */
    static Submission submission(long id, int client) {
        return submission(id, client, "envelope " + id, id);
    }

    static Submission submission(long id, int client, String envelope, long block) {
        Instant at = GENESIS.plusSeconds(2 * block);
        return new Submission(
                id(id),
                client(client),
                new Address("0x%040x".formatted(client)),
                new Gwei(1_000 + id),
                at,
                at.plus(Duration.ofMinutes(10)),
                new Tag((int) id),
                Bytes.ofUtf8(envelope),
                hash("transaction " + id + " in " + block),
                block(block));
    }

    static CommandKey key(int number) {
        return new CommandKey("%032x".formatted(number));
    }

    static CommitId commit(int number) {
        return new CommitId("%040x".formatted(number));
    }

    static Ending ending() {
        return Ending.refund(Reason.TIMEOUT, "it was not seen in time");
    }

    static Evidence evidence(Decision decision, long id) {
        Bytes document = Bytes.ofUtf8("{\"command\":" + id + "}");
        return new Evidence(decision, document, CanonicalJson.sha256(document));
    }

    static Prepared prepared(ClientId client) {
        return new Prepared.Values(
                RepositoryPath.ofBot(client),
                Bytes.ofUtf8("clientId: \"" + client + "\"\n"),
                new ValuesDigest("sha256:" + "ab".repeat(32)));
    }

    /** A command that has come to a stage by a way that a start takes, or a backtest. */
    static Command at(Submission submission, Stage stage) {
        return at(submission, stage, START);
    }

    static Command at(Submission submission, Stage stage, Order order) {
        Instant now = submission.submittedAt();
        Command received = Command.received(submission, now);
        return switch (stage) {
            case RECEIVED -> received;
            case QUEUED ->
                received.queued(new Accepted(key((int) submission.id().number()), order), now);
            case PROVISIONED -> at(submission, Stage.QUEUED, order).provisioned(prepared(submission.client()), now);
            case COMMITTED -> at(submission, Stage.PROVISIONED, order).committed(commit(1), now);
            case DEPLOYED -> at(submission, Stage.COMMITTED, order).deployed(Execution.NONE, now);
            case CONFIRMED -> at(submission, Stage.DEPLOYED, order).confirmed(Execution.NONE, now);
            case APPROVING ->
                at(submission, Stage.CONFIRMED, order)
                        .approving(
                                evidence(new Decision.Approve(), submission.id().number()), now);
            case UNDOING -> at(submission, Stage.COMMITTED, order).undoing(ending(), now);
            case RESTORING -> at(submission, Stage.UNDOING, order).restoring(commit(2), now);
            case REFUNDING ->
                at(submission, Stage.QUEUED, order)
                        .refunding(
                                ending(),
                                evidence(
                                        new Decision.Rollback(Reason.TIMEOUT),
                                        submission.id().number()),
                                now);
            case APPROVED ->
                at(submission, Stage.APPROVING, order)
                        .onChain(Optional.of(fact(OnChain.Outcome.APPROVED, 1)))
                        .settled(now);
            case ROLLED_BACK ->
                at(submission, Stage.REFUNDING, order)
                        .onChain(Optional.of(fact(OnChain.Outcome.ROLLED_BACK, 1)))
                        .settled(now);
            case RECLAIMED ->
                at(submission, Stage.QUEUED, order)
                        .onChain(Optional.of(fact(OnChain.Outcome.RECLAIMED, 1)))
                        .settled(now);
            case ORPHANED -> at(submission, Stage.COMMITTED, order).orphaned(now);
            case VANISHED ->
                at(submission, Stage.COMMITTED, order)
                        .undoing(new Ending(Reason.EXPIRED, "it left the chain", Ending.End.VANISHED), now)
                        .vanished(now);
        };
    }

    static OnChain fact(OnChain.Outcome outcome, long block) {
        return new OnChain(
                outcome,
                outcome == OnChain.Outcome.ROLLED_BACK ? Reason.TIMEOUT.code() : 0,
                hash("root " + block),
                hash("settlement in " + block),
                block(block),
                GENESIS.plusSeconds(2 * block),
                false);
    }

    static Settlement settlement(long nonce, Command... commands) {
        List<Entry> entries =
                List.of(commands).stream().map(Command::settlementEntry).toList();
        return new Settlement(
                nonce,
                entries,
                hash("root of " + nonce + entries),
                List.of(signed(nonce, 1)),
                Instant.parse("2026-01-01T00:00:00.123456789Z"));
    }

    static SignedTransaction signed(long nonce, int attempt) {
        return new SignedTransaction(
                hash("attempt " + attempt + " of " + nonce),
                Bytes.ofUtf8("raw " + attempt + " of " + nonce),
                new Fees(BigInteger.TWO.pow(120).multiply(BigInteger.valueOf(attempt)), BigInteger.valueOf(attempt)));
    }
}

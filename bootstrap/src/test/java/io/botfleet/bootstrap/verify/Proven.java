package io.botfleet.bootstrap.verify;

import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.git.Identity;
import io.botfleet.adapters.git.JGitOpsRepository;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Commands that went all their way on a real chain and in a real repository, written by the platform's own parts. */
final class Proven implements AutoCloseable {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final CommandKey KEY = new CommandKey("0123456789abcdef0123456789abcdef");
    private static final Fence FENCE = new Fence(Role.GIT_WRITER, 1);
    static final StartTrading START = new StartTrading(
            "SampleStrategy",
            "binance",
            true,
            "USDT",
            new StakeAmount.Fixed(new BigDecimal("99.5")),
            3,
            "5m",
            List.of("BTC/USDT", "ETH/USDT"),
            false);

    private final TestChain chain;
    private final Path remote;
    private final JGitOpsRepository repository;

    Proven(TestChain chain, Path folder) throws IOException, InterruptedException {
        this.chain = chain;
        this.remote = folder.resolve("gitops.git");
        Process made = new ProcessBuilder(
                        "git", "init", "--quiet", "--bare", "--initial-branch=main", remote.toString())
                .inheritIO()
                .start();
        if (!made.waitFor(20, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IllegalStateException("git init failed");
        }
        this.repository = new JGitOpsRepository(
                GitRemote.open(remote.toString()),
                folder.resolve("platform"),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty());
    }

    Path remote() {
        return remote;
    }

    Submission submit(String noise) {
        return chain.submit(Bytes.ofUtf8(noise));
    }

    /** A start that was committed, deployed and seen to run; {@code shown} may tell something else than what is so. */
    Command started(Submission submission, UnaryOperator<RunningConfig> shown) {
        return started(committed(submission), shown);
    }

    Command started(Command committed, UnaryOperator<RunningConfig> shown) {
        Submission submission = committed.submission();
        Prepared.Values values = (Prepared.Values) committed.prepared().orElseThrow();
        Pod pod = new Pod(
                "bot-1",
                "uid-1",
                Optional.of(submission.id()),
                Optional.of(values.digest()),
                "freqtrade-platform:1",
                Pod.Phase.READY,
                0,
                AT);
        RunningConfig config = new RunningConfig(
                "2026.10",
                "dry_run",
                "running",
                true,
                "SampleStrategy",
                "binance",
                ValuesDocument.botName(submission.client(), submission.id()),
                "USDT",
                "99.50",
                3,
                "5m",
                List.of("ETH/USDT", "BTC/USDT"));
        Execution execution = Execution.NONE
                .deployed(committed.commit().orElseThrow(), pod)
                .firstProcess(AT)
                .confirmed(pod, shown.apply(config), AT.plusSeconds(5));
        return committed.deployed(execution, AT).confirmed(execution, AT);
    }

    Command committed(Submission submission) {
        return committed(submission, UnaryOperator.identity());
    }

    Command committed(Submission submission, UnaryOperator<Bytes> change) {
        ValuesDocument document = ValuesDocument.ofTrade(
                submission.client(), submission.id(), START, Map.of(SealedKey.DATABASE_URL, "AgB+/w=="));
        Prepared.Values values = new Prepared.Values(
                RepositoryPath.ofBot(submission.client()), change.apply(document.yaml()), document.digest());
        Command prepared = Command.received(submission, AT)
                .queued(new Accepted(KEY, START), AT)
                .provisioned(values, AT);
        return prepared.committed(commit(submission, Change.Kind.CARRY_OUT, values, values.content()), AT);
    }

    Command undone(Submission submission) {
        return undone(submission, _ -> Optional.empty());
    }

    /** A start that was undone to this, made of its own values. */
    Command undone(Submission submission, Function<Bytes, Optional<Bytes>> left) {
        Command committed = committed(submission);
        Prepared prepared = committed.prepared().orElseThrow();
        Command undoing = committed.undoing(Ending.refund(Reason.EXECUTION_FAILED, "it crashed"), AT);
        Optional<Bytes> content = prepared.content().flatMap(left);
        return undoing.restoring(commit(submission, Change.Kind.UNDO, prepared, content), AT);
    }

    Command stopped(Submission submission) {
        Prepared removal = new Prepared.Removal(RepositoryPath.ofBot(submission.client()));
        CommitId commit = commit(submission, Change.Kind.CARRY_OUT, removal, Optional.empty());
        Command committed = Command.received(submission, AT)
                .queued(new Accepted(KEY, new StopTrading(StopMode.NOW)), AT)
                .provisioned(removal, AT)
                .committed(commit, AT);
        return committed.confirmed(committed.execution().stopped(commit), AT);
    }

    /** A stop that let the bot of this start stay with what it holds, paused, and paused when it starts again. */
    Command drained(Submission submission, Command start, int openTrades) {
        return left(submission, start, ValuesDocument::paused, openTrades);
    }

    /** The same with other values than those of a paused bot. */
    Command left(Submission submission, Command start, UnaryOperator<Bytes> change, int openTrades) {
        Prepared.Values started = (Prepared.Values) start.prepared().orElseThrow();
        Prepared.Values left = new Prepared.Values(started.path(), change.apply(started.yaml()), started.digest());
        CommitId commit = commit(submission, Change.Kind.CARRY_OUT, left, left.content());
        Command committed = Command.received(submission, AT)
                .queued(new Accepted(KEY, new StopTrading(StopMode.DRAIN)), AT)
                .provisioned(left, AT)
                .committed(commit, AT);
        return committed.confirmed(committed.execution().holding(openTrades).stopped(commit), AT);
    }

    /** A commit for another client, on top of what there is. */
    CommitId neighbour(Submission submission) {
        Change change = new Change(
                submission.id(),
                new ClientId(999),
                submission.transaction(),
                Change.Kind.CARRY_OUT,
                RepositoryPath.ofBot(new ClientId(999)),
                Optional.of(Bytes.ofUtf8("commandId: \"" + submission.id() + "\"\n")));
        return repository.apply(FENCE, List.of(change)).getFirst().commit();
    }

    private CommitId commit(Submission submission, Change.Kind kind, Prepared prepared, Optional<Bytes> content) {
        Change change = new Change(
                submission.id(), submission.client(), submission.transaction(), kind, prepared.path(), content);
        return repository.apply(FENCE, List.of(change)).getFirst().commit();
    }

    Evidence evidence(Command command, Decision decision) {
        return EvidenceDocument.of(
                chain.gateway(), command, decision, Bytes.of(new byte[EvidenceDocument.SALT_BYTES]), AT);
    }

    /** Settles these verdicts in one transaction, and wraps the evidence of each. */
    List<Bytes> settle(List<Command> commands, List<Evidence> evidence) {
        List<Entry> entries = new java.util.ArrayList<>();
        for (int each = 0; each < commands.size(); each++) {
            entries.add(new Entry(
                    commands.get(each).id(),
                    commands.get(each).submission().tag(),
                    evidence.get(each).decision(),
                    evidence.get(each).digest()));
        }
        Settlement settlement = chain.settle(entries);
        List<Bytes> wrapped = new java.util.ArrayList<>();
        for (int each = 0; each < commands.size(); each++) {
            wrapped.add(EvidenceWrapper.of(
                            evidence.get(each).document(),
                            evidence.get(each).digest(),
                            chain.ledger().proof(settlement, commands.get(each).id()),
                            chain.fact(settlement, commands.get(each).id()))
                    .bytes());
        }
        return wrapped;
    }

    Bytes approved(Command command) {
        return settle(List.of(command), List.of(evidence(command, new Decision.Approve())))
                .getFirst();
    }

    @Override
    public void close() {
        repository.close();
    }
}

package io.botfleet.domain.evidence;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.document.Wording;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.submission.Submission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The document whose SHA-256 goes on chain with a verdict: an allow-list of fields, from the transaction to what was
 * seen running. It ends at the verdict, since it can't contain its own settlement.
 */
public final class EvidenceDocument {
    /** Bytes of salt, so that nobody can find a document from its digest by guessing. */
    public static final int SALT_BYTES = 32;

    /**
     * The members of {@code command} that tell where its transaction was when the verdict was made. A reorganisation moves a
     * transaction to another block, and the deadline with it, since the contract counts that from the block's timestamp;
     * none of them says what the command is.
     */
    public static final Set<String> PLACE = Set.of("blockHash", "blockNumber", "deadline");

    /**
     * The members that tell of the transaction itself. Where a reorganisation took it back, its client may have sent the same
     * envelope again, by another one: that is the same command, under the same number and tag.
     */
    public static final Set<String> TRANSACTION = Set.of("feeGwei", "transactionHash");

    private static final int LONGEST_WORDS = 500;

    private EvidenceDocument() {}

    public static Evidence of(Gateway gateway, Command command, Decision decision, Bytes salt, Instant decidedAt) {
        if (salt.size() != SALT_BYTES) {
            throw new IllegalArgumentException("the salt has " + SALT_BYTES + " bytes, not " + salt.size());
        }
        Json.Members document = Json.EMPTY
                .with("version", Json.of(1))
                .with("salt", Json.of(salt.hex()))
                .with("command", submission(gateway, command.submission()))
                .with(
                        "order",
                        command.order()
                                .<Json>map(order -> Json.of(order.type()))
                                .orElse(new Json.Null()))
                .with("git", git(command))
                .with("execution", execution(command.execution()))
                .with("verdict", verdict(decision, decidedAt));
        Bytes bytes = CanonicalJson.bytes(document);
        return new Evidence(decision, bytes, CanonicalJson.sha256(bytes));
    }

    /** The document's {@code command}: all of it can be read off the chain again, but for {@link #PLACE} as it was. */
    public static Json.Members submission(Gateway gateway, Submission submission) {
        return Json.EMPTY
                .with("chainId", Json.of(gateway.chainId()))
                .with("gateway", Json.of(gateway.address().hex()))
                .with("commandId", Json.of(submission.id().toString()))
                .with("client", Json.of(submission.client().value()))
                .with("sender", Json.of(submission.sender().hex()))
                .with("feeGwei", Json.of(submission.fee().amount()))
                .with("deadline", Json.of(submission.deadline().getEpochSecond()))
                .with("tag", Json.of(submission.tag().value()))
                .with(
                        "envelopeSha256",
                        Json.of(CanonicalJson.sha256(submission.envelope()).hex()))
                .with("transactionHash", Json.of(submission.transaction().hex()))
                .with("blockNumber", Json.of(submission.block().number()))
                .with("blockHash", Json.of(submission.block().hash().hex()));
    }

    /**
     * Whether a document says that this transaction carried its command. In canonical form no text within it can look like
     * that member, since quotes in texts are escaped.
     */
    public static boolean names(Bytes document, Hash transaction) {
        return document.utf8().contains("\"transactionHash\":\"" + transaction.hex() + "\"");
    }

    private static Json git(Command command) {
        Json.Members git = Json.EMPTY;
        if (command.prepared().isPresent()) {
            Prepared prepared = command.prepared().get();
            git = git.with("path", Json.of(prepared.path().value()));
            if (prepared instanceof Prepared.Values values) {
                git = git.with("valuesDigest", Json.of(values.digest().value()))
                        .with(
                                "valuesSha256",
                                Json.of(CanonicalJson.sha256(values.yaml()).hex()));
            }
        }
        git = with(git, "commit", command.commit().map(CommitId::hex));
        git = with(git, "undoCommit", command.undoCommit().map(CommitId::hex));
        return with(git, "revision", command.execution().revision().map(CommitId::hex));
    }

    private static Json execution(Execution execution) {
        Json.Members seen = Json.EMPTY;
        if (execution.pod().isPresent()) {
            seen = seen.with("pod", pod(execution.pod().get()));
        }
        if (execution.config().isPresent()) {
            seen = seen.with("config", config(execution.config().get()));
        }
        seen = with(seen, "firstProcess", execution.firstProcess().map(Instant::toString));
        if (execution.atWork().isPresent()) {
            seen = seen.with("atWork", seen(execution.atWork().get()));
        }
        seen = with(seen, "lastProcess", execution.lastProcess().map(Instant::toString));
        return execution.openTrades().isPresent()
                ? seen.with("openTrades", Json.of(execution.openTrades().getAsInt()))
                : seen;
    }

    private static Json pod(Pod pod) {
        Json.Members json = Json.EMPTY
                .with("name", seen(pod.name()))
                .with("uid", seen(pod.uid()))
                .with("image", seen(pod.image()))
                .with("startedAt", Json.of(pod.startedAt().toString()));
        json = with(json, "commandId", pod.command().map(Object::toString));
        return with(json, "valuesDigest", pod.valuesDigest().map(Object::toString));
    }

    private static Json config(RunningConfig config) {
        return Json.EMPTY
                .with("version", seen(config.version()))
                .with("runmode", Json.of(config.runmode()))
                .with("state", Json.of(config.state()))
                .with("dryRun", Json.of(config.dryRun()))
                .with("strategy", Json.of(config.strategy()))
                .with("exchange", Json.of(config.exchange()))
                .with("botName", Json.of(config.botName()))
                .with("stakeCurrency", Json.of(config.stakeCurrency()))
                .with("stakeAmount", seen(config.stakeAmount()))
                .with("maxOpenTrades", Json.of(config.maxOpenTrades()))
                .with("timeframe", Json.of(config.timeframe()))
                .with("pairs", Json.texts(config.pairs()));
    }

    private static Json verdict(Decision decision, Instant decidedAt) {
        Json.Members verdict = Json.EMPTY.with("decidedAt", Json.of(decidedAt.toString()));
        return switch (decision) {
            case Decision.Approve _ -> verdict.with("decision", Json.of("approve"));
            case Decision.Rollback rollback ->
                verdict.with("decision", Json.of("rollback"))
                        .with("reason", Json.of(rollback.reason().name()));
        };
    }

    /** Words of the cluster's or the bot's own: whatever they are, a verdict has to be written. */
    private static Json seen(String words) {
        return Json.of(Wording.clean(words, LONGEST_WORDS));
    }

    private static Json.Members with(Json.Members json, String name, Optional<String> value) {
        return value.isPresent() ? json.with(name, Json.of(value.get())) : json;
    }
}

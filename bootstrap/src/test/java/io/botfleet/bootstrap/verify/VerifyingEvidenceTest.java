package io.botfleet.bootstrap.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyingEvidenceTest {
    @TempDir
    static Path folder;

    private static TestChain chain;
    private static Proven proven;
    private static RepositoryReader reader;
    private static VerifyingEvidence verifying;
    private static Bytes approved;
    private static Command started;

    @BeforeAll
    static void begin() throws IOException, InterruptedException {
        chain = new TestChain();
        proven = new Proven(chain, folder);
        reader = new RepositoryReader(GitRemote.open(proven.remote().toString()), folder.resolve("outsider"));
        verifying = new VerifyingEvidence(
                chain.node(), reader, Optional.of(chain.gateway().address()));
        started = proven.started(proven.submit("a start"), UnaryOperator.identity());
        approved = proven.approved(started);
    }

    @AfterAll
    static void end() {
        reader.close();
        proven.close();
        chain.close();
    }

    @Test
    void acceptsAnApprovedStart() {
        Verification verification = verifying.verify(approved);

        assertThat(verification.links()).allSatisfy(link -> assertThat(link.standing())
                .as("%s: %s", link.name(), link.words())
                .isEqualTo(Link.Standing.HOLDS));
        assertThat(verification.links())
                .extracting(Link::name)
                .containsExactly(
                        "form",
                        "digest",
                        "proof",
                        "path",
                        "pod",
                        "bot",
                        "execution",
                        "gateway",
                        "chain",
                        "submission",
                        "settlement",
                        "verdict",
                        "root",
                        "commit",
                        "trailers",
                        "values",
                        "values digest",
                        "values content",
                        "configuration",
                        "revision");
        assertThat(verification.holds()).isTrue();
    }

    @Test
    void acceptsAStopARollbackAndACommandOfNoise() {
        Command stopped = proven.stopped(proven.submit("a stop"));
        Command undone = proven.undone(proven.submit("a start that fails"));
        Command noise = Command.received(proven.submit("noise"), Proven.AT);

        List<Bytes> wrapped = proven.settle(
                List.of(stopped, undone, noise),
                List.of(
                        proven.evidence(stopped, new Decision.Approve()),
                        proven.evidence(undone, new Decision.Rollback(Reason.EXECUTION_FAILED)),
                        proven.evidence(noise, new Decision.Rollback(Reason.UNREADABLE))));

        assertThat(wrapped).allSatisfy(each -> assertThat(broken(each)).isEmpty());
        assertThat(links(wrapped.get(1))).contains("undo");
    }

    @Test
    void acceptsAStopThatWasDeployedTogetherWithAnotherClientsCommit() {
        proven.started(proven.submit("to be stopped"), UnaryOperator.identity());
        Command stopped = proven.stopped(proven.submit("a good stop"));
        CommitId revision = proven.neighbour(proven.submit("a neighbour's"));

        Verification verification = verifying.verify(settledAs(stopped, at(revision, stopped)));

        assertThat(verification.links()).allSatisfy(link -> assertThat(link.standing())
                .as("%s: %s", link.name(), link.words())
                .isEqualTo(Link.Standing.HOLDS));
        assertThat(verification.links())
                .extracting(Link::name)
                .contains("execution", "commit", "values", "revision")
                .doesNotContain("trailers");
    }

    @Test
    void acceptsAStartThatWasDeployedTogetherWithAnotherClientsCommit() {
        Command start = proven.started(proven.submit("beside a neighbour"), UnaryOperator.identity());
        CommitId revision = proven.neighbour(proven.submit("the neighbour's"));

        assertThat(broken(settledAs(start, at(revision, start)))).isEmpty();
    }

    @Test
    void refusesAStopAfterWhichTheValuesAreStillDeployed() {
        proven.stopped(proven.submit("an early stop"));
        // The file is gone already, so that its commit is one from before the start.
        Command forged = proven.stopped(proven.submit("a stop that stops nothing"));
        CommitId head = proven.started(proven.submit("goes on"), UnaryOperator.identity())
                .commit()
                .orElseThrow();

        assertThat(broken(settledAs(forged, at(head, forged)))).containsExactly("revision");
    }

    @Test
    void leavesAStopWhoseCommitDoesNotNameItToTheCaller() {
        proven.stopped(proven.submit("the real stop"));
        Command late = proven.stopped(proven.submit("a stop of what is gone"));

        Verification verification = verifying.verify(proven.approved(late));

        assertThat(verification.holds()).isTrue();
        assertThat(yoursToKnow(verification)).containsExactly("values");
    }

    @Test
    void refusesAStartWhoseValuesAreOthersAtTheDeployedRevision() {
        Command start = proven.started(proven.submit("soon replaced"), UnaryOperator.identity());
        CommitId later = proven.started(proven.submit("the replacement"), UnaryOperator.identity())
                .commit()
                .orElseThrow();

        assertThat(broken(settledAs(start, at(later, start)))).containsExactly("revision");
    }

    @Test
    void refusesAStartWhoseValuesAreGoneAtTheDeployedRevision() {
        Command start = proven.started(proven.submit("soon gone"), UnaryOperator.identity());
        CommitId later = proven.stopped(proven.submit("the removal")).commit().orElseThrow();

        assertThat(broken(settledAs(start, at(later, start)))).containsExactly("revision");
    }

    @Test
    void leavesToTheCallerWhetherAStopWasToDrain() {
        Command start = proven.started(proven.submit("to be drained"), UnaryOperator.identity());
        Command drain = proven.drained(proven.submit("a drain"), start, 2);
        Verification verification = verifying.verify(proven.approved(drain));

        assertThat(names(verification)).isEmpty();
        assertThat(yoursToKnow(verification)).containsExactly("execution");
        Command again = proven.drained(proven.submit("another drain"), start, 1);
        Verification repeated = verifying.verify(proven.approved(again));
        assertThat(names(repeated)).isEmpty();
        assertThat(yoursToKnow(repeated)).containsExactly("execution", "trailers");
    }

    @Test
    void refusesADrainThatLeavesTheBotToComeUpRunning() {
        Command start = proven.started(proven.submit("to be left"), UnaryOperator.identity());
        Command unchanged = proven.left(proven.submit("leaves it"), start, UnaryOperator.identity(), 2);
        assertThat(broken(proven.approved(unchanged))).containsExactly("values content");

        UnaryOperator<Bytes> other = yaml ->
                ValuesDocument.paused(Bytes.ofUtf8(yaml.utf8().replace("maxOpenTrades: 3", "maxOpenTrades: 4")));
        Command altered = proven.left(proven.submit("alters it"), start, other, 2);
        assertThat(broken(proven.approved(altered))).containsExactly("values digest");
    }

    @Test
    void refusesADrainThatCommittedNothing() {
        Command start = proven.started(proven.submit("to be kept"), UnaryOperator.identity());
        Command drain = proven.drained(proven.submit("commits nothing"), start, 2);
        Json.Members document = evidenceOf(drain);
        Json.Members git =
                Json.EMPTY.with("path", part(document, "git").get("path").orElseThrow());

        assertThat(broken(settledAs(drain, document.with("git", git)))).containsExactly("execution");
    }

    @Test
    void refusesADrainOfALaterStart() {
        Command drain = proven.drained(
                proven.submit("an early drain"),
                proven.started(proven.submit("an early start"), UnaryOperator.identity()),
                2);
        Command later = proven.started(proven.submit("a later start"), UnaryOperator.identity());
        Command forged = proven.drained(drain.submission(), later, 2);

        assertThat(broken(proven.approved(forged))).containsExactly("values content");
    }

    @Test
    void refusesAStartWhoseValuesLetItComeUpPaused() {
        Command start = proven.started(
                proven.committed(proven.submit("comes up paused"), ValuesDocument::paused), UnaryOperator.identity());

        assertThat(broken(proven.approved(start))).containsExactly("values content");
    }

    @Test
    void acceptsAnUndoingThatLeavesTheBotToComeUpPausedAndNothingElseOfIt() {
        Command paused = proven.undone(proven.submit("stays paused"), yaml -> Optional.of(ValuesDocument.paused(yaml)));
        assertThat(broken(refunded(paused))).isEmpty();

        Command altered = proven.undone(
                proven.submit("stays altered"), yaml -> Optional.of(Bytes.ofUtf8("# undone\n" + yaml.utf8())));
        assertThat(broken(refunded(altered))).containsExactly("undo");
    }

    private static Bytes refunded(Command undone) {
        Evidence evidence = proven.evidence(undone, new Decision.Rollback(Reason.EXECUTION_FAILED));
        return proven.settle(List.of(undone), List.of(evidence)).getFirst();
    }

    @Test
    void refusesAStopThatNeitherDrainsNorShowsADeployedRevision() {
        Command stopped = proven.stopped(proven.submit("shows no revision"));
        Json.Members document = evidenceOf(stopped);
        Json path = part(document, "git").get("path").orElseThrow();
        Json commit = part(document, "git").get("commit").orElseThrow();
        Json.Members git = Json.EMPTY.with("path", path).with("commit", commit);
        Json.Members holding = Json.EMPTY.with("openTrades", Json.of(2));

        assertThat(broken(settledAs(stopped, document.with("git", git).with("execution", holding))))
                .containsExactly("execution");
        Command start = proven.started(proven.submit("holds nothing"), UnaryOperator.identity());
        assertThat(broken(proven.approved(proven.drained(proven.submit("drains nothing"), start, 0))))
                .containsExactly("execution");
    }

    @Test
    void refusesAStopThatNamesValues() {
        Command start = proven.started(proven.submit("called a stop"), UnaryOperator.identity());
        Json.Members document = evidenceOf(start).with("order", Json.of("stop"));

        assertThat(broken(settledAs(start, document))).containsExactly("execution");
    }

    @Test
    void refusesItWithAnyByteChanged() {
        byte[] bytes = approved.toArray();
        for (int at = 0; at < bytes.length; at++) {
            // Another digit or letter, and the same letter in the other case.
            for (int flip : new int[] {1, 0x20}) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) flip;
                assertThat(verifying.verify(Bytes.of(changed)).holds())
                        .as("byte %d of %s", at, approved.utf8())
                        .isFalse();
            }
        }
    }

    @Test
    void refusesAByteMoreOrLess() {
        assertThat(broken(Bytes.ofUtf8(approved.utf8() + "\n"))).containsExactly("form");
        assertThat(broken(Bytes.ofUtf8(" " + approved.utf8()))).containsExactly("form");
        assertThat(broken(Bytes.ofUtf8(approved.utf8().replace(",", ", ")))).containsExactly("form");
        assertThat(broken(Bytes.ofUtf8(approved.utf8().substring(1)))).containsExactly("form");
        assertThat(broken(Bytes.EMPTY)).containsExactly("form");
    }

    @Test
    void refusesAMemberThatIsNotDocumented() {
        EvidenceWrapper wrapper = EvidenceWrapper.read(approved).orElseThrow();
        Json.Members more = wrapper.evidence().with("note", Json.of("trust me"));

        assertThat(broken(wrapped(wrapper, more))).containsExactly("form");
    }

    @Test
    void refusesAnotherCommandsSettlement() {
        Command other = proven.started(proven.submit("another start"), UnaryOperator.identity());
        EvidenceWrapper theirs = EvidenceWrapper.read(proven.approved(other)).orElseThrow();
        EvidenceWrapper ours = EvidenceWrapper.read(approved).orElseThrow();

        Bytes mixed = new EvidenceWrapper(
                        ours.evidence(), ours.digest(), ours.merkleProof(), theirs.settlement(), Optional.empty())
                .bytes();
        assertThat(broken(mixed)).containsExactly("proof");
        EvidenceWrapper.Settlement elsewhere = new EvidenceWrapper.Settlement(
                theirs.settlement().transaction(),
                ours.settlement().block(),
                ours.settlement().evidenceRoot());
        Bytes redirected = new EvidenceWrapper(
                        ours.evidence(), ours.digest(), ours.merkleProof(), elsewhere, Optional.empty())
                .bytes();
        assertThat(broken(redirected)).containsExactly("settlement");
    }

    @Test
    void refusesAnotherContractThanTheOneThatTheCallerKnows() {
        VerifyingEvidence pinned =
                new VerifyingEvidence(chain.node(), reader, Optional.of(new Address("0x" + "11".repeat(20))));

        assertThat(pinned.verify(approved).holds()).isFalse();
    }

    @Test
    void leavesTheContractToACallerWhoNamesNone() {
        Verification verification = new VerifyingEvidence(chain.node(), reader, Optional.empty()).verify(approved);

        assertThat(verification.holds()).isTrue();
        assertThat(verification.links())
                .filteredOn(link -> link.standing() == Link.Standing.YOURS_TO_KNOW)
                .singleElement()
                .satisfies(link -> assertThat(link.words())
                        .contains(chain.gateway().address().hex()));
    }

    @Test
    void refusesItOnAnotherChain() throws IOException {
        try (TestChain other = new TestChain()) {
            VerifyingEvidence elsewhere = new VerifyingEvidence(other.node(), reader, Optional.empty());
            assertThat(elsewhere.verify(approved).holds()).isFalse();
        }
    }

    @Test
    void refusesACommitThatIsNotInTheRepository() throws IOException, InterruptedException {
        Path elsewhere = folder.resolve("elsewhere");
        try (Proven other = new Proven(chain, elsewhere);
                RepositoryReader outsider =
                        new RepositoryReader(GitRemote.open(other.remote().toString()), folder.resolve("outsider-2"))) {
            assertThat(names(new VerifyingEvidence(chain.node(), outsider, Optional.empty()).verify(approved)))
                    .containsExactly("repository");
            other.committed(proven.submit("a start elsewhere"));
            assertThat(names(new VerifyingEvidence(chain.node(), outsider, Optional.empty()).verify(approved)))
                    .containsExactly("commit", "revision");
        }
    }

    @Test
    void refusesAnotherCommandsCommitThoughItsDigestIsSettled() {
        Command other = proven.started(proven.submit("with another's commit"), UnaryOperator.identity());
        Json.Members git = part(evidenceOf(other), "git")
                .with("commit", Json.of(started.commit().orElseThrow().hex()));

        assertThat(broken(settledAs(other, evidenceOf(other).with("git", git)))).contains("trailers", "values");
    }

    @Test
    void refusesABotThatRunsSomethingElseThanWhatIsCommitted() {
        Command other = proven.started(
                proven.submit("runs another strategy"),
                shown -> new RunningConfig(
                        shown.version(),
                        shown.runmode(),
                        shown.state(),
                        shown.dryRun(),
                        "OtherStrategy",
                        shown.exchange(),
                        shown.botName(),
                        shown.stakeCurrency(),
                        "100",
                        shown.maxOpenTrades(),
                        shown.timeframe(),
                        shown.pairs()));

        Verification verification = verifying.verify(proven.approved(other));
        assertThat(names(verification)).containsExactly("configuration");
        assertThat(verification.links())
                .filteredOn(link -> link.name().equals("configuration"))
                .singleElement()
                .satisfies(link -> assertThat(link.words()).contains("strategy", "stakeAmount"));
    }

    @Test
    void refusesAnApprovalThatShowsNoExecution() {
        Command other = proven.started(proven.submit("shows nothing"), UnaryOperator.identity());
        Json.Members document = evidenceOf(other).with("execution", Json.EMPTY);

        assertThat(broken(settledAs(other, document))).containsExactly("execution");
    }

    @Test
    void refusesASubmissionThatIsNotTheChains() {
        Command other = proven.started(proven.submit("with another fee"), UnaryOperator.identity());
        Json.Members document = evidenceOf(other);
        Json.Members command = part(document, "command").with("feeGwei", Json.of(7));

        assertThat(broken(settledAs(other, document.with("command", command)))).containsExactly("submission");
    }

    @Test
    void acceptsACommandThatAReorganisationMovedToAnotherBlock() {
        Command other = proven.started(proven.submit("moved after its verdict"), UnaryOperator.identity());
        Json.Members document = evidenceOf(other);
        Json.Members before = part(document, "command")
                .with("blockNumber", Json.of(other.submission().block().number() - 1))
                .with("blockHash", Json.of(CanonicalJson.sha256(document).hex()))
                .with("deadline", Json.of(other.submission().deadline().getEpochSecond() - 12));

        Verification verification = verifying.verify(settledAs(other, document.with("command", before)));

        assertThat(names(verification)).isEmpty();
        assertThat(verification.links())
                .filteredOn(link -> link.name().equals("submission"))
                .singleElement()
                .satisfies(link -> assertThat(link.words()).contains("a reorganisation moved it"));
    }

    /** The verdict was signed before a reorganisation took the first transaction back; the commit names the second one. */
    @Test
    void acceptsACommandThatItsClientSentAgainByAnotherTransaction() {
        Command other = proven.started(proven.submit("sent again"), UnaryOperator.identity());
        Json.Members document = evidenceOf(other);
        Json.Members first = part(document, "command")
                .with("transactionHash", Json.of(CanonicalJson.sha256(document).hex()))
                .with("feeGwei", Json.of(7))
                .with("blockNumber", Json.of(other.submission().block().number() - 1))
                .with("deadline", Json.of(other.submission().deadline().getEpochSecond() - 12));
        EvidenceWrapper wrapper = EvidenceWrapper.read(settledAs(other, document.with("command", first)))
                .orElseThrow();

        Verification verification = verifying.verify(
                wrapper.carriedBy(other.submission().transaction()).bytes());

        assertThat(names(verification)).isEmpty();
        assertThat(yoursToKnow(verification)).contains("trailers");
        assertThat(verification.links())
                .filteredOn(link -> link.name().equals("submission"))
                .singleElement()
                .satisfies(link -> assertThat(link.words())
                        .contains("for a fee of 1000 gwei", "which a reorganisation took back"));
        assertThat(broken(wrapper.bytes())).containsExactly("submission");
    }

    private static Json.Members evidenceOf(Command command) {
        Evidence evidence = proven.evidence(command, new Decision.Approve());
        return EvidenceWrapper.read(Bytes.ofUtf8("{\"digest\":\"" + evidence.digest() + "\",\"evidence\":"
                        + evidence.document().utf8() + ",\"merkleProof\":[],\"settlement\":{\"blockHash\":\""
                        + evidence.digest() + "\",\"blockNumber\":1,\"evidenceRoot\":\"" + evidence.digest()
                        + "\",\"transactionHash\":\"" + evidence.digest() + "\"}}"))
                .orElseThrow()
                .evidence();
    }

    /** As a platform that lies would: the false document itself is what is settled. */
    private static Bytes settledAs(Command command, Json.Members document) {
        Bytes bytes = CanonicalJson.bytes(document);
        Evidence lie = new Evidence(new Decision.Approve(), bytes, CanonicalJson.sha256(bytes));
        return proven.settle(List.of(command), List.of(lie)).getFirst();
    }

    /** The same evidence with another revision that was deployed. */
    private static Json.Members at(CommitId revision, Command command) {
        Json.Members document = evidenceOf(command);
        return document.with("git", part(document, "git").with("revision", Json.of(revision.hex())));
    }

    private static List<String> yoursToKnow(Verification verification) {
        return verification.links().stream()
                .filter(link -> link.standing() == Link.Standing.YOURS_TO_KNOW)
                .map(Link::name)
                .toList();
    }

    private static Bytes wrapped(EvidenceWrapper wrapper, Json.Members document) {
        return new EvidenceWrapper(
                        document,
                        CanonicalJson.sha256(document),
                        wrapper.merkleProof(),
                        wrapper.settlement(),
                        wrapper.submission())
                .bytes();
    }

    private static Json.Members part(Json.Members document, String name) {
        return (Json.Members) document.get(name).orElseThrow();
    }

    private static List<String> broken(Bytes file) {
        return names(verifying.verify(file));
    }

    private static List<String> links(Bytes file) {
        return verifying.verify(file).links().stream().map(Link::name).toList();
    }

    private static List<String> names(Verification verification) {
        List<String> broken = new ArrayList<>();
        for (Link link : verification.links()) {
            if (link.standing() == Link.Standing.BROKEN) {
                broken.add(link.name());
            }
        }
        return broken;
    }
}

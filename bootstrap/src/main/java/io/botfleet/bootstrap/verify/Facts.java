package io.botfleet.bootstrap.verify;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an evidence document of the right form claims. */
record Facts(Json.Members document) {
    /** What came of reading a document. */
    sealed interface Reading {}

    record Read(Facts facts) implements Reading {}

    record Impossible(String why) implements Reading {}

    /** Reads every value once, so that none that is of its form and still impossible is met later. */
    static Reading read(Json.Members document) {
        List<String> problems = DocumentForm.problems(document);
        if (!problems.isEmpty()) {
            return new Impossible(String.join("; ", problems));
        }
        Facts facts = new Facts(document);
        try {
            facts.gateway();
            facts.entry(facts.transaction());
            facts.client();
            facts.path();
            facts.firstProcess();
            facts.lastProcess();
            facts.openTrades();
            return new Read(facts);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException impossible) {
            return new Impossible("a value is impossible: " + impossible.getMessage());
        }
    }

    Json.Members part(String name) {
        return document.get(name).orElseThrow() instanceof Json.Members members ? members : Json.EMPTY;
    }

    /** A part of {@code execution}; empty where it was not seen. */
    Optional<Json.Members> seen(String name) {
        return part("execution").get(name).map(Json.Members.class::cast);
    }

    Gateway gateway() {
        return new Gateway(number(part("command"), "chainId"), new Address(text(part("command"), "gateway")));
    }

    CommandId command() {
        return CommandId.parse(text(part("command"), "commandId"));
    }

    ClientId client() {
        return ClientId.parse(text(part("command"), "client"));
    }

    Hash transaction() {
        return new Hash(text(part("command"), "transactionHash"));
    }

    Tag tag() {
        return new Tag(Math.toIntExact(number(part("command"), "tag")));
    }

    Optional<String> order() {
        return document.get("order").flatMap(Facts::asText);
    }

    Decision decision() {
        Json.Members verdict = part("verdict");
        if (text(verdict, "decision").equals("approve")) {
            if (verdict.get("reason").isPresent()) {
                throw new IllegalArgumentException("an approval has no reason");
            }
            return new Decision.Approve();
        }
        return new Decision.Rollback(Reason.valueOf(
                find(verdict, "reason").orElseThrow(() -> new IllegalArgumentException("a rollback has a reason"))));
    }

    boolean isApproval() {
        return decision() instanceof Decision.Approve;
    }

    Optional<String> git(String name) {
        return find(part("git"), name);
    }

    Optional<CommitId> commit(String name) {
        return git(name).map(CommitId::new);
    }

    Optional<RepositoryPath> path() {
        return git("path").map(RepositoryPath::new);
    }

    Optional<Instant> firstProcess() {
        return find(part("execution"), "firstProcess").map(Instant::parse);
    }

    Optional<Instant> lastProcess() {
        return find(part("execution"), "lastProcess").map(Instant::parse);
    }

    /** How many positions the bot held when a stop paused or removed it; 0 where nobody could ask. */
    long openTrades() {
        Json.Members execution = part("execution");
        return execution.get("openTrades").isPresent() ? number(execution, "openTrades") : 0;
    }

    /** What the settlement carries of this verdict. */
    Entry entry(Hash digest) {
        return new Entry(command(), tag(), decision(), digest);
    }

    static Optional<String> find(Json.Members members, String name) {
        return members.get(name).flatMap(Facts::asText);
    }

    static String text(Json.Members members, String name) {
        return find(members, name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    private static long number(Json.Members members, String name) {
        if (members.get(name).orElse(new Json.Null()) instanceof Json.Numeral(BigDecimal value)) {
            return value.longValueExact();
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static Optional<String> asText(Json json) {
        return json instanceof Json.Text(String value) ? Optional.of(value) : Optional.empty();
    }
}

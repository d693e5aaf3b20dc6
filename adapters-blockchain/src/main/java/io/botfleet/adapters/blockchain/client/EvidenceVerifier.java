package io.botfleet.adapters.blockchain.client;

import io.botfleet.adapters.blockchain.evidence.EvidenceLeaf;
import io.botfleet.adapters.blockchain.evidence.EvidenceTree;
import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks evidence against the chain, trusting nothing but the node and the caller's word on which gateway is the
 * genuine one. What the evidence says of Git is for somebody with the repository to check.
 */
public final class EvidenceVerifier {
    /** One thing that was checked; {@code problem} is empty where it holds. */
    public record Check(String what, Optional<String> problem) {
        static Check that(boolean holds, String what, String otherwise) {
            return new Check(what, holds ? Optional.empty() : Optional.of(otherwise));
        }
    }

    /** @param evidence the document inside, empty where it can't be read at all */
    public record Verification(List<Check> checks, Optional<Json.Members> evidence) {
        public Verification {
            checks = List.copyOf(checks);
        }

        /** Whether every check holds, of which there is at least one. */
        public boolean holds() {
            return !checks.isEmpty()
                    && checks.stream().allMatch(check -> check.problem().isEmpty());
        }
    }

    private final GatewayClient client;

    /** @param client of the gateway that the caller knows to be genuine */
    public EvidenceVerifier(GatewayClient client) {
        this.client = client;
    }

    /** Checks a wrapper's bytes; throws as {@link GatewayClient} does where the node can't tell. */
    public Verification verify(Bytes wrapperBytes) {
        List<Check> checks = new ArrayList<>();
        Optional<EvidenceWrapper> read = EvidenceWrapper.read(wrapperBytes);
        checks.add(Check.that(read.isPresent(), "form", "it is not an evidence wrapper in its one canonical form"));
        if (read.isEmpty()) {
            return new Verification(checks, Optional.empty());
        }
        EvidenceWrapper wrapper = read.get();
        Json.Members evidence = wrapper.evidence();
        checks.add(Check.that(
                CanonicalJson.sha256(evidence).equals(wrapper.digest()),
                "digest",
                "the digest is not that of the document"));
        Optional<Submission> submission = submission(wrapper);
        checks.add(Check.that(
                submission.isPresent() && sameCommand(wrapper, submission.get()),
                "submission",
                "the chain has no such command in that transaction of this gateway"));
        if (submission.isPresent()) {
            checks.addAll(settlement(wrapper, submission.get()));
        }
        return new Verification(checks, Optional.of(evidence));
    }

    private boolean sameCommand(EvidenceWrapper wrapper, Submission submission) {
        // A reorganisation moves a command's transaction to another block, and changes nothing of what it says; one
        // that took
        // its place says the same as well, but for what it is itself.
        Set<String> another = wrapper.submission().isPresent() ? EvidenceDocument.TRANSACTION : Set.of();
        return wrapper.evidence().get("command").orElse(new Json.Null()) instanceof Json.Members told
                && CanonicalJson.text(without(told, EvidenceDocument.PLACE, another))
                        .equals(CanonicalJson.text(without(
                                EvidenceDocument.submission(client.gateway(), submission),
                                EvidenceDocument.PLACE,
                                another)));
    }

    private static Json.Members without(Json.Members command, Set<String> some, Set<String> more) {
        Json.Members rest = command;
        for (String name : some) {
            rest = rest.without(name);
        }
        for (String name : more) {
            rest = rest.without(name);
        }
        return rest;
    }

    private List<Check> settlement(EvidenceWrapper wrapper, Submission submission) {
        Optional<OnChain> found = settled(wrapper.settlement().transaction(), submission.id());
        Check there =
                Check.that(found.isPresent(), "settlement", "the settlement transaction does not settle this command");
        if (found.isEmpty()) {
            return List.of(there);
        }
        OnChain fact = found.get();
        Optional<Decision> decision = decision(wrapper.evidence());
        return List.of(
                there,
                Check.that(
                        fact.block().equals(wrapper.settlement().block())
                                && fact.evidenceRoot()
                                        .equals(wrapper.settlement().evidenceRoot()),
                        "place",
                        "the settlement is in another block or carries another evidence root"),
                Check.that(
                        decision.isPresent() && same(decision.get(), fact),
                        "verdict",
                        "the chain has another verdict than the document"),
                Check.that(
                        decision.isPresent() && leadsToRoot(wrapper, submission, decision.get(), fact.evidenceRoot()),
                        "proof",
                        "the document does not lead to the evidence root on chain"));
    }

    private boolean leadsToRoot(EvidenceWrapper wrapper, Submission submission, Decision decision, Hash root) {
        Gateway gateway = client.gateway();
        Entry entry = new Entry(submission.id(), submission.tag(), decision, CanonicalJson.sha256(wrapper.evidence()));
        return EvidenceTree.rootOf(EvidenceLeaf.of(gateway, entry), wrapper.merkleProof())
                .equals(root);
    }

    private static boolean same(Decision decision, OnChain fact) {
        OnChain.Outcome outcome =
                switch (decision) {
                    case Decision.Approve _ -> OnChain.Outcome.APPROVED;
                    case Decision.Rollback _ -> OnChain.Outcome.ROLLED_BACK;
                };
        return outcome == fact.outcome() && decision.reasonCode() == fact.reasonCode();
    }

    /** The command that the evidence names, as the chain has it; empty where there is none. */
    private Optional<Submission> submission(EvidenceWrapper wrapper) {
        Json command = wrapper.evidence().get("command").orElse(new Json.Null());
        try {
            CommandId id = CommandId.parse(text(command, "commandId"));
            Hash named = new Hash(text(command, "transactionHash"));
            return submission(wrapper.submission().orElse(named), id);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** What the chain says of a command that a transaction carried. */
    public Optional<Submission> submission(Hash transaction, CommandId command) {
        for (ChainEvent event : events(transaction)) {
            if (event instanceof ChainEvent.Submitted(Submission submission)
                    && submission.id().equals(command)) {
                return Optional.of(submission);
            }
        }
        return Optional.empty();
    }

    /** What the chain says of a command that a transaction settled. */
    public Optional<OnChain> settled(Hash transaction, CommandId command) {
        for (ChainEvent event : events(transaction)) {
            if (event instanceof ChainEvent.Settled(CommandId settled, OnChain fact) && settled.equals(command)) {
                return Optional.of(fact);
            }
        }
        return Optional.empty();
    }

    private List<ChainEvent> events(Hash transaction) {
        return client.receipt(transaction)
                .filter(Receipt::succeeded)
                .map(client::events)
                .orElse(List.of());
    }

    private static Optional<Decision> decision(Json.Members evidence) {
        Json verdict = evidence.get("verdict").orElse(new Json.Null());
        try {
            return switch (text(verdict, "decision")) {
                case "approve" -> Optional.of(new Decision.Approve());
                case "rollback" -> Optional.of(new Decision.Rollback(Reason.valueOf(text(verdict, "reason"))));
                case String _ -> Optional.empty();
            };
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String text(Json json, String name) {
        if (json instanceof Json.Members members
                && members.get(name).orElse(new Json.Null()) instanceof Json.Text(String value)) {
            return value;
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}

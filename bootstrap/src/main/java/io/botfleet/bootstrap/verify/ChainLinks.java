package io.botfleet.bootstrap.verify;

import io.botfleet.adapters.blockchain.client.EvidenceVerifier;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.Submission;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The links that a node shows: the command's transaction and its settlement's, both on the chain as it is now. */
final class ChainLinks {
    private final EvmNode node;
    private final Facts facts;
    private final EvidenceWrapper wrapper;

    ChainLinks(EvmNode node, Facts facts, EvidenceWrapper wrapper) {
        this.node = node;
        this.facts = facts;
        this.wrapper = wrapper;
    }

    /** Throws a {@link io.botfleet.application.failure.PortFailure} where the node can't tell. */
    List<Link> check() {
        Gateway gateway = facts.gateway();
        long chain = node.chainId();
        if (chain != gateway.chainId()) {
            return List.of(Link.broken("chain", "the node serves chain " + chain + ", not " + gateway.chainId()));
        }
        if (node.code(gateway.address()).size() == 0) {
            return List.of(Link.broken("contract", "the node has no contract at " + gateway.address()));
        }
        List<Link> links = new ArrayList<>();
        links.add(Link.holds("chain", "the node serves chain " + chain + ", with a contract at " + gateway.address()));
        EvidenceVerifier events = new EvidenceVerifier(new GatewayClient(node, gateway, BigInteger.ONE));
        links.add(submission(gateway, events));
        links.addAll(settlement(events));
        return links;
    }

    private Link submission(Gateway gateway, EvidenceVerifier events) {
        Hash transaction = wrapper.submission().orElse(facts.transaction());
        Optional<Submission> found = events.submission(transaction, facts.command());
        if (found.isEmpty()) {
            return Link.broken(
                    "submission",
                    "transaction " + transaction + " announced no command " + facts.command()
                            + " at this contract, or its block is on the chain no more");
        }
        // What the event really holds, envelope's hash and tag included, told in the document's own words.
        Set<String> other = differences(facts.part("command"), EvidenceDocument.submission(gateway, found.get()));
        List<String> different = other.stream()
                .filter(name -> !EvidenceDocument.PLACE.contains(name))
                .filter(name -> wrapper.submission().isEmpty() || !EvidenceDocument.TRANSACTION.contains(name))
                .toList();
        return Link.of(
                "submission",
                different.isEmpty(),
                "transaction " + transaction + " submitted command " + facts.command() + " in block "
                        + found.get().block().number() + moved(other, found.get()),
                "the chain has another " + String.join(", ", different) + " for this command");
    }

    private String moved(Set<String> other, Submission found) {
        if (wrapper.submission().isPresent()) {
            return " for a fee of " + found.fee().amount() + " gwei, the same envelope as in transaction "
                    + facts.transaction() + ", which a reorganisation took back after the verdict was made";
        }
        return other.isEmpty() ? "" : ", where a reorganisation moved it after the verdict was made";
    }

    private static Set<String> differences(Json.Members told, Json.Members real) {
        return real.values().keySet().stream()
                .filter(name -> !told.get(name)
                        .map(CanonicalJson::text)
                        .equals(real.get(name).map(CanonicalJson::text)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Link> settlement(EvidenceVerifier events) {
        EvidenceWrapper.Settlement told = wrapper.settlement();
        Optional<OnChain> found = events.settled(told.transaction(), facts.command());
        if (found.isEmpty()) {
            return List.of(Link.broken(
                    "settlement",
                    "transaction " + told.transaction() + " did not settle command " + facts.command()
                            + " at this contract, or its block is on the chain no more"));
        }
        OnChain fact = found.get();
        Decision decision = facts.decision();
        OnChain.Outcome outcome =
                switch (decision) {
                    case Decision.Approve _ -> OnChain.Outcome.APPROVED;
                    case Decision.Rollback _ -> OnChain.Outcome.ROLLED_BACK;
                };
        boolean placed = fact.block().equals(told.block());
        boolean sameVerdict = fact.outcome() == outcome && fact.reasonCode() == decision.reasonCode();
        return List.of(
                Link.of(
                        "settlement",
                        placed,
                        "transaction " + told.transaction() + " settled it in block "
                                + told.block().number(),
                        "the settlement is in block " + fact.block().number() + " "
                                + fact.block().hash() + ", not in the one that is named"),
                Link.of(
                        "verdict",
                        sameVerdict,
                        "the chain has " + outcome + " with reason code " + decision.reasonCode(),
                        "the chain has " + fact.outcome() + " with reason code " + fact.reasonCode()
                                + ", the document another verdict"),
                Link.of(
                        "root",
                        fact.evidenceRoot().equals(told.evidenceRoot()),
                        "the settlement carries the root " + fact.evidenceRoot(),
                        "the settlement carries the root " + fact.evidenceRoot() + ", not the one that is named"));
    }
}

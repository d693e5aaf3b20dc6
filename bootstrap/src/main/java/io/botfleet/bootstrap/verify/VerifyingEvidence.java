package io.botfleet.bootstrap.verify;

import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks an evidence file link by link, from its bytes to the chain and to Git, trusting the node and the repository that
 * the caller names, and nothing that the platform says.
 */
public final class VerifyingEvidence {
    private final EvmNode node;
    private final RepositoryReader repository;
    private final Optional<Address> genuine;

    /** @param genuine the contract that the caller knows to be the platform's; empty where the caller compares it itself */
    public VerifyingEvidence(EvmNode node, RepositoryReader repository, Optional<Address> genuine) {
        this.node = node;
        this.repository = repository;
        this.genuine = genuine;
    }

    /**
     * What needs no network comes first: where a link of that is broken, nobody is asked. Throws a
     * {@link io.botfleet.application.failure.PortFailure} where the node or the repository can't tell.
     */
    public Verification verify(Bytes file) {
        Optional<EvidenceWrapper> read = EvidenceWrapper.read(file);
        if (read.isEmpty()) {
            return new Verification(List.of(Link.broken(
                    "form",
                    "it is not evidence in its one canonical form (RFC 8785): a byte was changed, added or left out")));
        }
        EvidenceWrapper wrapper = read.get();
        return switch (Facts.read(wrapper.evidence())) {
            case Facts.Impossible impossible -> new Verification(List.of(Link.broken("form", impossible.why())));
            case Facts.Read told -> verify(wrapper, told.facts());
        };
    }

    private Verification verify(EvidenceWrapper wrapper, Facts facts) {
        List<Link> links = new ArrayList<>();
        links.add(Link.holds("form", "exactly the documented members, in canonical form"));
        links.addAll(DocumentLinks.check(wrapper, facts));
        links.add(gateway(facts));
        if (new Verification(links).holds()) {
            links.addAll(new ChainLinks(node, facts, wrapper).check());
        }
        if (new Verification(links).holds()) {
            links.addAll(git(facts));
        }
        return new Verification(links);
    }

    private List<Link> git(Facts facts) {
        boolean committed =
                facts.commit("commit").isPresent() || facts.commit("undoCommit").isPresent();
        return committed
                ? GitLinks.check(repository, facts)
                : List.of(Link.holds("commit", "nothing was committed for this command"));
    }

    private Link gateway(Facts facts) {
        Address told = facts.gateway().address();
        return genuine.map(known -> Link.of(
                        "gateway",
                        known.equals(told),
                        told + " is the contract that you named",
                        "it is about contract " + told + ", not the one that you named"))
                .orElseGet(() -> Link.yoursToKnow(
                        "gateway",
                        "compare contract " + told + " with the platform's, as you know it from elsewhere (--gateway"
                                + " does it for you): anybody can deploy one that approves everything"));
    }
}

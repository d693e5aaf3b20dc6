package io.botfleet.bootstrap.verify;

import io.botfleet.adapters.blockchain.evidence.EvidenceLeaf;
import io.botfleet.adapters.blockchain.evidence.EvidenceTree;
import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The links that need nobody else: the document's own bytes, its way to the root, and that it agrees with itself. */
final class DocumentLinks {
    private DocumentLinks() {}

    static List<Link> check(EvidenceWrapper wrapper, Facts facts) {
        List<Link> links = new ArrayList<>();
        Hash digest = CanonicalJson.sha256(wrapper.evidence());
        links.add(Link.of(
                "digest",
                digest.equals(wrapper.digest()),
                "SHA-256 of the document is " + digest,
                "the document's SHA-256 is " + digest + ", not the digest beside it"));
        Hash root = EvidenceTree.rootOf(EvidenceLeaf.of(facts.gateway(), facts.entry(digest)), wrapper.merkleProof());
        links.add(Link.of(
                "proof",
                root.equals(wrapper.settlement().evidenceRoot()),
                "the leaf and " + wrapper.merkleProof().size() + " hashes lead to root " + root,
                "the leaf and its proof lead to " + root + ", not to the root that is said to be on chain"));
        path(facts).ifPresent(links::add);
        if (facts.isApproval()) {
            // A rollback may well show what ran instead.
            facts.seen("pod").ifPresent(pod -> links.add(pod(facts, pod)));
            facts.seen("config").ifPresent(config -> links.add(botName(facts, config)));
            links.add(execution(facts));
        }
        return links;
    }

    private static Optional<Link> path(Facts facts) {
        return facts.git("path")
                .map(path -> Link.of(
                        "path",
                        path.equals(expectedPath(facts).value()),
                        path + " is where this client's values belong",
                        path + " is not where this client's values belong"));
    }

    private static RepositoryPath expectedPath(Facts facts) {
        return facts.order().orElse("").equals("backtest")
                ? RepositoryPath.ofBacktest(facts.client(), facts.command())
                : RepositoryPath.ofBot(facts.client());
    }

    private static Link pod(Facts facts, Json.Members pod) {
        boolean same =
                Facts.find(pod, "commandId").equals(Optional.of(facts.command().toString()))
                        && Facts.find(pod, "valuesDigest").equals(facts.git("valuesDigest"));
        return Link.of(
                "pod",
                same,
                "pod " + Facts.text(pod, "name") + " says that it came from this command and these values",
                "the pod's annotations name another command or other values");
    }

    private static Link botName(Facts facts, Json.Members config) {
        String expected = ValuesDocument.botName(facts.client(), facts.command());
        String shown = Facts.text(config, "botName");
        return Link.of(
                "bot",
                shown.equals(expected),
                "the bot called itself " + shown,
                "the bot called itself " + shown + ", not " + expected);
    }

    /** An approval without every link of its execution proves nothing. */
    private static Link execution(Facts facts) {
        return switch (facts.order().orElse("")) {
            case "start" -> start(facts);
            case "stop" -> stop(facts);
            case "backtest" -> backtest(facts);
            default -> incomplete(List.of("an order that can be approved"));
        };
    }

    private static Link start(Facts facts) {
        List<String> missing = new ArrayList<>();
        require(missing, facts.part("git"), "path", "commit", "revision", "valuesDigest", "valuesSha256");
        require(missing, facts.part("execution"), "pod", "config", "firstProcess", "lastProcess");
        if (missing.isEmpty() && !iterated(facts)) {
            missing.add("an iteration after the first");
        }
        return missing.isEmpty()
                ? Link.holds(
                        "execution",
                        "it says that the bot iterated at "
                                + facts.firstProcess().orElseThrow() + ", and again at "
                                + facts.lastProcess().orElseThrow())
                : incomplete(missing);
    }

    private static Link backtest(Facts facts) {
        List<String> missing = new ArrayList<>();
        require(missing, facts.part("git"), "path", "commit", "revision", "valuesDigest", "valuesSha256");
        require(missing, facts.part("execution"), "pod", "atWork");
        return missing.isEmpty()
                ? Link.holds(
                        "execution",
                        "it says that the backtest was at work: " + Facts.text(facts.part("execution"), "atWork"))
                : incomplete(missing);
    }

    private static Link stop(Facts facts) {
        List<String> missing = new ArrayList<>();
        require(missing, facts.part("git"), "path", "commit", "revision");
        boolean stays = facts.git("valuesSha256").isPresent()
                || facts.git("valuesDigest").isPresent();
        if (stays) {
            if (facts.openTrades() == 0) {
                return Link.broken("execution", "it is an approved stop, and names values that it committed");
            }
            require(missing, facts.part("git"), "valuesDigest", "valuesSha256");
        }
        if (!missing.isEmpty()) {
            return incomplete(missing);
        }
        return stays
                ? Link.yoursToKnow(
                        "execution",
                        "nothing was taken away: it says that the bot was paused with " + facts.openTrades()
                                + " open positions, and left until it holds none, which only a stop with mode drain may do;"
                                + " the mode that you ordered is sealed in the transaction")
                : Link.holds(
                        "execution",
                        "it says that no pod of the bot was there any more at the revision below; what is gone shows"
                                + " nothing of itself");
    }

    private static Link incomplete(List<String> missing) {
        return Link.broken("execution", "it is approved, and does not show " + String.join(", ", missing));
    }

    private static boolean iterated(Facts facts) {
        return facts.lastProcess().orElseThrow().isAfter(facts.firstProcess().orElseThrow());
    }

    private static void require(List<String> missing, Json.Members part, String... names) {
        for (String name : names) {
            if (part.get(name).isEmpty()) {
                missing.add(name);
            }
        }
    }
}

package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.bootstrap.console.Printable;
import io.botfleet.bootstrap.verify.Link;
import io.botfleet.bootstrap.verify.Verification;
import io.botfleet.bootstrap.verify.VerifyingEvidence;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Checks evidence from outside. */
@CommandLine.Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a command's evidence from outside, link by link: its bytes, the chain, and Git. It asks the node"
                    + " and the repository that you name, and nothing of the platform's.",
            "Which contract is the genuine one nobody but you can know: pin it with --gateway."
        },
        footer = {"", "Exit codes: 0 every link holds; 1 a link is broken; 2 wrong usage; 69 a source does not answer."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LARGEST = 1 << 20;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @CommandLine.Parameters(paramLabel = "EVIDENCE.json", description = "the file, as `botfleet evidence` wrote it")
    private @Nullable Path file;

    @CommandLine.Option(
            names = "--rpc",
            paramLabel = "URL",
            required = true,
            description = "JSON-RPC of an EVM node that you trust")
    private @Nullable URI rpc;

    @CommandLine.Option(
            names = "--git",
            paramLabel = "URL",
            required = true,
            description = "the GitOps repository: a path or an https: or file: URL")
    private @Nullable String git;

    @CommandLine.Option(
            names = "--gateway",
            paramLabel = "ADDRESS",
            converter = Arguments.Account.class,
            description = "the contract that you know to be the platform's; otherwise it is printed for you to compare")
    private @Nullable Address gateway;

    @CommandLine.Option(names = "--json", description = "print JSON for programs")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try {
            Verification verification = verify();
            show(verification);
            return verification.holds() ? 0 : 1;
        } catch (Ended ended) {
            spec.commandLine().getErr().println("botfleet: " + Printable.lines(ended.words()));
            return ended.exitCode();
        }
    }

    private Verification verify() throws IOException {
        Path evidence = Objects.requireNonNull(file);
        if (!Files.isRegularFile(evidence)) {
            throw Ended.usage("there is no file " + evidence);
        }
        if (Files.size(evidence) > LARGEST) {
            throw Ended.otherwise(evidence + " has more than " + LARGEST + " bytes, which no evidence has");
        }
        URI node = Target.requireHttp("--rpc", Objects.requireNonNull(rpc));
        GitRemote remote = remote();
        try (JsonRpc wire = new JsonRpc(node, PATIENCE);
                RepositoryReader repository = RepositoryReader.once(remote)) {
            return new VerifyingEvidence(new EvmNode(wire), repository, Optional.ofNullable(gateway))
                    .verify(Bytes.of(Files.readAllBytes(evidence)));
        }
    }

    private GitRemote remote() {
        try {
            return GitRemote.open(Objects.requireNonNull(git));
        } catch (IllegalArgumentException wrong) {
            throw Ended.usage("--git: " + wrong.getMessage());
        }
    }

    private void show(Verification verification) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Printable.json(document(verification).toPrettyString()));
        } else {
            for (Link link : verification.links()) {
                out.printf("%s %-16s %s%n", mark(link.standing()), link.name(), Printable.line(link.words()));
            }
            out.println(verification.holds() ? "Every link holds." : "The evidence does NOT hold.");
        }
        out.flush();
    }

    private static String mark(Link.Standing standing) {
        return switch (standing) {
            case HOLDS -> "✓";
            case BROKEN -> "✗";
            case YOURS_TO_KNOW -> "?";
        };
    }

    private static ObjectNode document(Verification verification) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("holds", verification.holds());
        ArrayNode links = document.putArray("links");
        for (Link link : verification.links()) {
            ObjectNode each = links.addObject();
            each.put("link", link.name());
            each.put("standing", link.standing().name());
            each.put("words", link.words());
        }
        return document;
    }
}

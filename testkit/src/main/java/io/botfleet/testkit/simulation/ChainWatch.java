package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What reaches the chain: stored before it is sent, one end for each fee, the end that the evidence says. */
final class ChainWatch implements Watch {
    private final World world;
    private final Set<Hash> storedAttempts = new HashSet<>();
    private final Set<Hash> checkedAttempts = new HashSet<>();
    private final List<BlockRef> seen = new ArrayList<>();
    private final Map<CommandId, BlockRef> settledIn = new HashMap<>();
    private Optional<BlockRef> cursor = Optional.empty();

    private final Coverage coverage;
    private Forgotten forgotten = Forgotten.NOTHING;

    ChainWatch(World world, Coverage coverage) {
        this.world = world;
        this.coverage = coverage;
    }

    @Override
    public void restored(Forgotten now) {
        forgotten = now;
        cursor = Optional.empty();
    }

    @Override
    public void look() {
        for (Settlement settlement : world.database().openSettlements()) {
            for (SignedTransaction attempt : settlement.attempts()) {
                if (storedAttempts.add(attempt.hash())
                        && !attempt.equals(settlement.attempts().getFirst())) {
                    coverage.count(Branch.FEES_RAISED);
                }
            }
        }
        for (Chain.Settle pooled : world.chain().pooledSettlements()) {
            // One without entries decides nothing: it uses a nonce up, and need not be stored.
            if (!pooled.entries().isEmpty() && checkedAttempts.add(pooled.hash())) {
                promise(
                        storedAttempts.contains(pooled.hash()),
                        "a settlement is stored before it is sent",
                        () -> "nonce " + pooled.nonce() + " with " + pooled.entries());
            }
        }
        BlockRef head = world.chain().latest().ref();
        if (seen.isEmpty() || !seen.getLast().equals(head)) {
            extended();
        }
        Optional<BlockRef> read = world.database().cursor().map(each -> each.block());
        if (!read.equals(cursor)) {
            cursor = read;
            read.filter(world.chain()::holds).ifPresent(this::readUpTo);
        }
    }

    private void extended() {
        Chain chain = world.chain();
        while (!seen.isEmpty() && !chain.holds(seen.getLast())) {
            seen.removeLast();
        }
        settledIn.values().removeIf(block -> !chain.holds(block));
        for (Chain.Block block :
                chain.after(seen.isEmpty() ? -1 : seen.getLast().number())) {
            seen.add(block.ref());
            block.transactions().forEach(transaction -> reached(block, transaction));
            for (ChainEvent event : block.events()) {
                if (event instanceof ChainEvent.Settled(CommandId command, OnChain fact)) {
                    settled(block, command, fact);
                }
            }
        }
        Chain.Books books = chain.books();
        promise(
                books.received() == books.escrowed() + books.earned() + books.returned(),
                "the gateway's books balance",
                books::toString);
    }

    private void reached(Chain.Block block, Chain.Transaction transaction) {
        switch (transaction) {
            case Chain.Settle settle -> {
                long effects = block.events().stream()
                        .filter(event -> event instanceof ChainEvent.Settled(CommandId _, OnChain fact)
                                && fact.transaction().equals(settle.hash()))
                        .count();
                if (settle.entries().isEmpty()) {
                    coverage.count(Branch.NONCE_FILLED);
                } else if (effects == 0) {
                    coverage.count(Branch.SETTLED_FOR_NOTHING);
                } else if (effects < settle.entries().size()) {
                    coverage.count(Branch.BATCH_WITH_A_BAD_ENTRY);
                }
            }
            case Chain.Link link -> {
                if (!block.reverted().contains(link.hash())) {
                    coverage.count(Branch.WALLET_LINKED);
                }
            }
            case Chain.Submit _, Chain.Reclaim _ -> {}
        }
    }

    private void settled(Chain.Block block, CommandId id, OnChain fact) {
        BlockRef before = settledIn.put(id, block.ref());
        promise(before == null, "a command settles once", () -> id + " in " + before + " and " + block.ref());
        Submission submission = world.chain().submissions().get((int) id.number() - 1);
        switch (fact.outcome()) {
            case RECLAIMED ->
                promise(
                        fact.at().isAfter(submission.deadline()),
                        "the fee is safe from reclaims until the deadline",
                        () -> id + " at " + fact.at() + ", deadline " + submission.deadline());
            case APPROVED -> {
                promise(
                        !fact.at().isAfter(submission.deadline()),
                        "nothing is approved after the deadline",
                        () -> id + " at " + fact.at() + ", deadline " + submission.deadline());
                asStored(block, submission, fact);
            }
            case ROLLED_BACK -> asStored(block, submission, fact);
        }
    }

    private void asStored(Chain.Block block, Submission submission, OnChain fact) {
        Entry entry = block.transactions().stream()
                .filter(Chain.Settle.class::isInstance)
                .map(Chain.Settle.class::cast)
                .filter(settle -> settle.hash().equals(fact.transaction()))
                .flatMap(settle -> settle.entries().stream())
                .filter(each -> each.command().equals(submission.id()))
                .findFirst()
                .orElseThrow();
        Optional<Command> stored = world.database().stored(submission.id());
        if (forgotten.commands().contains(submission.id())) {
            // Settled by what the database has forgotten; its evidence is with whoever saved it.
            return;
        }
        promise(
                stored.filter(command -> command.submission().sameCommandAs(submission))
                        .isPresent(),
                "a verdict lands on its own command",
                () -> submission.id() + " of " + submission.sender() + ", stored: " + stored);
        Optional<Evidence> evidence = stored.flatMap(Command::evidence);
        promise(
                evidence.filter(proof -> proof.digest().equals(entry.digest())
                                && proof.decision().equals(entry.decision()))
                        .isPresent(),
                "a command settles as its stored evidence says",
                () -> submission.id() + " settled as " + entry.decision() + ", stored is "
                        + stored.map(command -> command.stage() + " with "
                                + evidence.map(proof -> proof.decision().toString())
                                        .orElse("no evidence")));
    }

    /** Where the cursor is, all that happened before it is stored. */
    private void readUpTo(BlockRef block) {
        for (Submission submission : world.chain().submissions()) {
            if (submission.block().number() <= block.number()) {
                promise(
                        world.database().stored(submission.id()).isPresent(),
                        "the cursor passes nothing that is not stored",
                        () -> submission.id() + " in block "
                                + submission.block().number() + ", the cursor is at " + block.number());
            }
        }
    }
}

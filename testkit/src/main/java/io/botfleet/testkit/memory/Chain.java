package io.botfleet.testkit.memory;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Escrow;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A chain with one gateway: transactions wait in a pool until a block is mined, and blocks can be taken back. */
public final class Chain {
    /** How long a command has until its client may reclaim. */
    public static final Duration WINDOW = Duration.ofMinutes(10);

    private static final int FINAL_DEPTH = 4;

    /** A transaction that someone wants mined. */
    sealed interface Transaction {
        Hash hash();
    }

    record Submit(Hash hash, Address sender, Bytes envelope, Gwei fee) implements Transaction {}

    record Settle(Hash hash, long nonce, List<Entry> entries, Hash root, SignedTransaction signed)
            implements Transaction {}

    record Reclaim(Hash hash, CommandId command) implements Transaction {}

    record Block(BlockRef ref, Instant at, List<Transaction> transactions, List<ChainEvent> events) {}

    private final SettableClock clock;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<Hash, Transaction> pool = new LinkedHashMap<>();
    private long serial;

    Chain(SettableClock clock) {
        this.clock = clock;
        mine();
    }

    /** Puts a submission into the pool. */
    public synchronized Hash submit(Address sender, Bytes envelope, long feeGwei) {
        Submit submit = new Submit(nextHash("submit"), sender, envelope, new Gwei(feeGwei));
        pool.put(submit.hash(), submit);
        return submit.hash();
    }

    public synchronized Hash reclaim(CommandId command) {
        Reclaim reclaim = new Reclaim(nextHash("reclaim"), command);
        pool.put(reclaim.hash(), reclaim);
        return reclaim.hash();
    }

    synchronized void send(Settle settle) {
        // One transaction a nonce: a later attempt takes the earlier one's place.
        pool.values()
                .removeIf(other -> other instanceof Settle settling
                        && settling.nonce() == settle.nonce()
                        && !settling.hash().equals(settle.hash()));
        pool.put(settle.hash(), settle);
    }

    /** Mines a block with the whole pool. */
    public synchronized BlockRef mine() {
        long number = blocks.size();
        BlockRef ref = new BlockRef(number, nextHash("block"));
        Instant at =
                blocks.isEmpty() || clock.instant().isAfter(blocks.getLast().at())
                        ? clock.instant()
                        : blocks.getLast().at();
        Block block = new Block(ref, at, new ArrayList<>(), new ArrayList<>());
        blocks.add(block);
        for (Transaction transaction : List.copyOf(pool.values())) {
            if (transaction instanceof Settle settle && settle.nonce() != nextNonce()) {
                continue;
            }
            block.transactions().add(transaction);
            pool.remove(transaction.hash());
            execute(block, transaction);
        }
        return ref;
    }

    public synchronized void mine(int count) {
        for (int mined = 0; mined < count; mined++) {
            mine();
        }
    }

    /** Takes the last blocks back; their transactions are lost unless they are put into the pool again. */
    public synchronized void drop(int count, boolean returnToPool) {
        for (int dropped = 0; dropped < count; dropped++) {
            Block block = blocks.removeLast();
            if (returnToPool) {
                block.transactions().forEach(transaction -> pool.put(transaction.hash(), transaction));
            }
        }
    }

    private void execute(Block block, Transaction transaction) {
        switch (transaction) {
            case Submit submit -> {
                CommandId id = new CommandId(1 + submissions().size());
                block.events()
                        .add(new ChainEvent.Submitted(new Submission(
                                id,
                                clientOf(submit.sender()),
                                submit.sender(),
                                submit.fee(),
                                block.at(),
                                block.at().plus(WINDOW),
                                tagOf(submit.envelope()),
                                submit.envelope(),
                                submit.hash(),
                                block.ref())));
            }
            case Settle settle -> {
                for (Entry entry : settle.entries()) {
                    Optional<Escrow> escrow = escrow(entry.command());
                    boolean late = entry.decision() instanceof Decision.Approve
                            && escrow.isPresent()
                            && block.at().isAfter(escrow.get().deadline());
                    if (escrow.isPresent() && escrow.get().tag().equals(entry.tag()) && !late) {
                        OnChain.Outcome outcome =
                                switch (entry.decision()) {
                                    case Decision.Approve _ -> OnChain.Outcome.APPROVED;
                                    case Decision.Rollback _ -> OnChain.Outcome.ROLLED_BACK;
                                };
                        block.events()
                                .add(new ChainEvent.Settled(
                                        entry.command(),
                                        new OnChain(
                                                outcome,
                                                entry.decision().reasonCode(),
                                                settle.root(),
                                                settle.hash(),
                                                block.ref(),
                                                block.at(),
                                                false)));
                    }
                }
            }
            case Reclaim reclaim -> {
                Optional<Escrow> escrow = escrow(reclaim.command());
                if (escrow.isPresent() && block.at().isAfter(escrow.get().deadline())) {
                    block.events()
                            .add(new ChainEvent.Settled(
                                    reclaim.command(),
                                    new OnChain(
                                            OnChain.Outcome.RECLAIMED,
                                            0,
                                            new Hash("0x" + "0".repeat(64)),
                                            reclaim.hash(),
                                            block.ref(),
                                            block.at(),
                                            false)));
                }
            }
        }
    }

    /** The same for the same envelope; a real gateway takes keccak-256 instead of SHA-256. */
    public static Tag tagOf(Bytes envelope) {
        byte[] hash = CanonicalJson.sha256(envelope).toArray();
        return new Tag(((hash[29] & 0xff) << 16) | ((hash[30] & 0xff) << 8) | (hash[31] & 0xff));
    }

    private ClientId clientOf(Address sender) {
        Map<Address, Integer> numbers = new HashMap<>();
        for (Submission earlier : submissions()) {
            numbers.putIfAbsent(earlier.sender(), earlier.client().number());
        }
        return new ClientId(numbers.getOrDefault(sender, 1 + numbers.size()));
    }

    synchronized List<Submission> submissions() {
        return events().stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .toList();
    }

    private List<ChainEvent> events() {
        return blocks.stream().flatMap(block -> block.events().stream()).toList();
    }

    synchronized Optional<Escrow> escrow(CommandId command) {
        boolean settled = events().stream()
                .anyMatch(event -> event instanceof ChainEvent.Settled done
                        && done.command().equals(command));
        return settled
                ? Optional.empty()
                : submissions().stream()
                        .filter(submission -> submission.id().equals(command))
                        .findFirst()
                        .map(submission -> new Escrow(
                                submission.sender(), submission.fee(), submission.deadline(), submission.tag()));
    }

    /** What became of a command's fee, as the log of the latest block has it. */
    public synchronized Optional<OnChain> outcome(CommandId command) {
        return events().stream()
                .filter(ChainEvent.Settled.class::isInstance)
                .map(ChainEvent.Settled.class::cast)
                .filter(settled -> settled.command().equals(command))
                .map(ChainEvent.Settled::fact)
                .findFirst();
    }

    synchronized long nextNonce() {
        return blocks.stream()
                .flatMap(block -> block.transactions().stream())
                .filter(Settle.class::isInstance)
                .count();
    }

    synchronized boolean hasPending() {
        return !pool.isEmpty();
    }

    synchronized boolean isPending(Hash hash) {
        return pool.containsKey(hash);
    }

    synchronized Optional<Block> blockOf(Hash transaction) {
        return blocks.stream()
                .filter(block -> block.transactions().stream()
                        .anyMatch(each -> each.hash().equals(transaction)))
                .findFirst();
    }

    synchronized Block latest() {
        return blocks.getLast();
    }

    synchronized Block finalised() {
        return blocks.get(Math.max(0, blocks.size() - 1 - FINAL_DEPTH));
    }

    synchronized List<Block> after(long number) {
        return List.copyOf(blocks.subList((int) Math.min(blocks.size(), number + 1), blocks.size()));
    }

    synchronized boolean holds(BlockRef ref) {
        return ref.number() < blocks.size()
                && blocks.get((int) ref.number()).ref().equals(ref);
    }

    synchronized Cursor first() {
        return new Cursor(blocks.getFirst().ref(), blocks.getFirst().at());
    }

    private Hash nextHash(String what) {
        return CanonicalJson.sha256(Json.of(what + " " + serial++));
    }
}

package io.botfleet.testkit.memory;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Escrow;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A chain with one gateway: transactions wait in a pool until a block is mined, and blocks can be taken back. */
public final class Chain {
    /** How long a command has until its client may reclaim. */
    public static final Duration WINDOW = Duration.ofMinutes(10);

    static final int FINAL_DEPTH = 4;

    /** A transaction that someone wants mined. */
    public sealed interface Transaction {
        Hash hash();
    }

    /** A client's command. */
    public record Submit(Hash hash, Address sender, Bytes envelope, Gwei fee) implements Transaction {}

    /** The settler's verdicts. */
    public record Settle(Hash hash, long nonce, List<Entry> entries, Hash root, SignedTransaction signed)
            implements Transaction {}

    /** A client that takes its fee back. */
    public record Reclaim(Hash hash, CommandId command) implements Transaction {}

    /** A client takes another wallet in, which agreed to it; invitation and acceptance are one here. */
    public record Link(Hash hash, Address of, Address wallet) implements Transaction {}

    /** A past that the node followed before it took another one up. */
    public record Past(List<Block> blocks) {
        public Past {
            blocks = List.copyOf(blocks);
        }
    }

    /** @param reverted the transactions that were mined for nothing */
    public record Block(
            BlockRef ref, Instant at, List<Transaction> transactions, List<ChainEvent> events, Set<Hash> reverted) {}

    /**
     * The gateway's books, in gwei: what ever came in is held for commands, earned, or was given back.
     *
     * @param escrowed the sum over every open escrow
     */
    public record Books(long received, long escrowed, long earned, long returned) {}

    private final SettableClock clock;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<Hash, Block> mined = new HashMap<>();
    private final Map<Hash, Transaction> pool = new LinkedHashMap<>();
    private final GatewayRules rules;
    private GatewayState state;
    /** Where two pasts part: nothing above becomes final before it is clear which one holds. */
    private long finalAtMost = Long.MAX_VALUE;

    private boolean takesVerdicts = true;

    private long serial;

    Chain(SettableClock clock, GatewayRules rules) {
        this.clock = clock;
        this.rules = rules;
        this.state = new GatewayState(rules);
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

    /** Makes a wallet one more of the client that another wallet speaks for; mined for nothing where it is somebody's. */
    public synchronized void link(Address of, Address wallet) {
        Link link = new Link(nextHash("link"), of, wallet);
        pool.put(link.hash(), link);
    }

    /** The node loses every settlement that waits in its pool; how many there were. */
    public synchronized int forgetSettlements() {
        int before = pool.size();
        pool.values().removeIf(Settle.class::isInstance);
        return before - pool.size();
    }

    /** Whether the gateway's owner has it that the settler's verdicts count from now on; otherwise another account's do. */
    public synchronized void takeVerdicts(boolean ours) {
        takesVerdicts = ours;
    }

    synchronized boolean takesVerdicts() {
        return takesVerdicts;
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
        return mineAtMost(Integer.MAX_VALUE);
    }

    /** Mines a block with as many transactions of the pool at the most, first come, first served. */
    public synchronized BlockRef mineAtMost(int most) {
        long number = blocks.size();
        BlockRef ref = new BlockRef(number, nextHash("block"));
        Instant at =
                blocks.isEmpty() || clock.instant().isAfter(blocks.getLast().at())
                        ? clock.instant()
                        : blocks.getLast().at();
        Block block = new Block(ref, at, new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        blocks.add(block);
        for (Transaction transaction : List.copyOf(pool.values())) {
            boolean before = transaction instanceof Settle settle && settle.nonce() != nextNonce();
            if (before || block.transactions().size() >= most) {
                continue;
            }
            block.transactions().add(transaction);
            mined.put(transaction.hash(), block);
            pool.remove(transaction.hash());
            boolean isRefused = !takesVerdicts
                    && transaction instanceof Settle settle
                    && !settle.entries().isEmpty();
            if (!(isRefused ? state.refuse() : state.execute(block, transaction))) {
                block.reverted().add(transaction.hash());
            }
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
            block.transactions().forEach(transaction -> mined.remove(transaction.hash()));
            if (returnToPool) {
                block.transactions().forEach(transaction -> pool.put(transaction.hash(), transaction));
            }
        }
        state = GatewayState.after(blocks, rules);
    }

    /**
     * Another branch wins: the last blocks are taken back, and all that they held waits in the pool again, in the order
     * it had and before everything else, but for the settlements and reclaims that are lost on the way.
     *
     * @param depth how many blocks, as far as they are not final
     * @param backwards whether the other branch has the commands in the opposite order, which gives them other numbers
     */
    public synchronized void reorganise(int depth, Predicate<Transaction> lost, boolean backwards) {
        long kept = finalAtMost == Long.MAX_VALUE ? finalised().ref().number() : finalAtMost;
        int dropped = (int) Math.min(depth, latest().ref().number() - kept);
        List<Transaction> waiting = new ArrayList<>();
        for (Block block : blocks.subList(blocks.size() - dropped, blocks.size())) {
            block.transactions().forEach(transaction -> mined.remove(transaction.hash()));
            block.transactions().stream()
                    .filter(transaction -> transaction instanceof Submit || !lost.test(transaction))
                    .forEach(waiting::add);
        }
        if (backwards) {
            List<Transaction> commands = new ArrayList<>(
                    waiting.stream().filter(Submit.class::isInstance).toList().reversed());
            waiting.replaceAll(each -> each instanceof Submit ? commands.removeFirst() : each);
        }
        waiting.addAll(pool.values());
        blocks.subList(blocks.size() - dropped, blocks.size()).clear();
        state = GatewayState.after(blocks, rules);
        pool.clear();
        waiting.forEach(transaction -> pool.put(transaction.hash(), transaction));
    }

    /**
     * The node follows another past from now on, without its last blocks, final ones too: what was in them waits in the pool
     * again. None of its own blocks becomes final.
     */
    public synchronized Past rewrite(int depth) {
        Past past = new Past(blocks);
        Map<Hash, Transaction> waiting = new LinkedHashMap<>();
        List<Block> dropped = blocks.subList(Math.max(1, blocks.size() - depth), blocks.size());
        dropped.forEach(block -> block.transactions().forEach(each -> waiting.put(each.hash(), each)));
        waiting.putAll(pool);
        List<Block> common = List.copyOf(past.blocks().subList(0, past.blocks().size() - dropped.size()));
        follow(new Past(common), waiting);
        finalAtMost = common.getLast().ref().number();
        return past;
    }

    /** The node follows that past again; what only the other one had waits in the pool. */
    public synchronized void comeBack(Past past) {
        Map<Hash, Transaction> waiting = new LinkedHashMap<>();
        blocks.forEach(block -> block.transactions().forEach(each -> waiting.put(each.hash(), each)));
        waiting.putAll(pool);
        follow(past, waiting);
        finalAtMost = Long.MAX_VALUE;
    }

    private void follow(Past past, Map<Hash, Transaction> waiting) {
        blocks.clear();
        blocks.addAll(past.blocks());
        state = GatewayState.after(blocks, rules);
        mined.clear();
        blocks.forEach(block -> block.transactions().forEach(each -> mined.put(each.hash(), block)));
        pool.clear();
        waiting.values().stream()
                .filter(each -> !mined.containsKey(each.hash()))
                .filter(each -> !(each instanceof Settle settle && settle.nonce() < nextNonce()))
                .forEach(each -> pool.put(each.hash(), each));
    }

    /** The same for the same envelope; a real gateway takes keccak-256 instead of SHA-256. */
    public static Tag tagOf(Bytes envelope) {
        byte[] hash = CanonicalJson.sha256(envelope).toArray();
        return new Tag(((hash[29] & 0xff) << 16) | ((hash[30] & 0xff) << 8) | (hash[31] & 0xff));
    }

    public synchronized List<Submission> submissions() {
        return List.copyOf(state.submissions());
    }

    synchronized Optional<Escrow> escrow(CommandId command) {
        return Optional.ofNullable(state.escrows().get(command));
    }

    /** Every fee that the gateway holds for a command. */
    public synchronized Map<CommandId, Escrow> escrows() {
        return new LinkedHashMap<>(state.escrows());
    }

    /** What became of a command's fee, as the log of the latest block has it. */
    public synchronized Optional<OnChain> outcome(CommandId command) {
        return state.outcome(command);
    }

    public synchronized Books books() {
        return state.books();
    }

    synchronized long nextNonce() {
        return state.nextNonce();
    }

    /** Whether a client's command waits to be mined. */
    public synchronized boolean hasPooledCommand() {
        return pool.values().stream().anyMatch(Submit.class::isInstance);
    }

    /** Settlements that wait to be mined. */
    public synchronized List<Settle> pooledSettlements() {
        return pool.values().stream()
                .filter(Settle.class::isInstance)
                .map(Settle.class::cast)
                .toList();
    }

    synchronized boolean hasPending() {
        return !pool.isEmpty();
    }

    synchronized boolean isPending(Hash hash) {
        return pool.containsKey(hash);
    }

    synchronized Optional<Block> blockOf(Hash transaction) {
        return Optional.ofNullable(mined.get(transaction));
    }

    public synchronized Block latest() {
        return blocks.getLast();
    }

    public synchronized Block finalised() {
        long deep = Math.max(0, blocks.size() - 1 - rules.finalDepth());
        return blocks.get((int) Math.min(finalAtMost, deep));
    }

    public synchronized List<Block> after(long number) {
        return List.copyOf(blocks.subList((int) Math.min(blocks.size(), number + 1), blocks.size()));
    }

    public synchronized boolean holds(BlockRef ref) {
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

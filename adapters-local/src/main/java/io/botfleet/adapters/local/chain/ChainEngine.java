package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.local.chain.Journal.Entry;
import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The chain itself: what goes in is journalled, then done, one thing at a time, so that a replay of the journal does the
 * same in the same order.
 */
final class ChainEngine {
    private static final int SECONDS_AHEAD = 60;

    /** Anvil remembers the states of some more. */
    private static final long MOST_REPLACED = 32;

    private final Journal journal;
    private final Supplier<Anvil> starting;
    private final InstantSource clock;
    private final int depth;
    private Anvil anvil;
    private long lastTimestamp;
    private long shift;
    private long requested;
    private int blocksLeft;
    private Optional<Entry.Reached> noted = Optional.empty();
    private Optional<Entry.Reorganised> turned = Optional.empty();

    /**
     * Replays the journal.
     *
     * @param starting a fresh anvil with nothing but the genesis block
     * @param depth how many blocks are mined after one with a transaction
     */
    ChainEngine(Journal journal, Supplier<Anvil> starting, InstantSource clock, int depth) throws IOException {
        this.journal = journal;
        this.starting = starting;
        this.clock = clock;
        this.depth = depth;
        this.anvil = starting.get();
        replay();
    }

    private void replay() throws IOException {
        try {
            blocksLeft = 0;
            lastTimestamp = timestampOfHead();
            noted = Optional.empty();
            turned = Optional.empty();
            journal.replay(this::again);
            if (noted.isPresent()) {
                check(noted.get());
            }
        } catch (RpcRefusal refused) {
            throw new Permanent("the chain's journal can't be replayed: anvil says " + refused.getMessage(), refused);
        }
    }

    private void again(Entry entry) throws IOException, RpcRefusal {
        switch (entry) {
            case Entry.Sent sent -> {
                anvil.call("eth_sendRawTransaction", sent.raw());
                blocksLeft = depth + 1;
            }
            case Entry.Mined mined -> mineAt(mined.timestamp());
            case Entry.Called called -> anvil.call(called.method(), called.params());
            case Entry.Shifted shifted -> shift = shifted.seconds();
            case Entry.Reorganised reorganised -> {
                replace(reorganised);
                noted = Optional.empty();
            }
            case Entry.Reached reached -> noted = Optional.of(reached);
        }
    }

    private void check(Entry.Reached last) throws IOException, RpcRefusal {
        String now = anvil.call("eth_getBlockByNumber", "0x" + Long.toHexString(last.number()), false)
                .path("hash")
                .asText();
        if (!now.equals(last.hash())) {
            throw new Permanent("the chain's journal gives another chain: block " + last.number() + " was "
                    + last.hash() + " and is now " + now + "; was anvil replaced by another version?");
        }
    }

    private long timestampOfHead() throws IOException, RpcRefusal {
        return Long.decode(anvil.call("eth_getBlockByNumber", "latest", false)
                .path("timestamp")
                .asText());
    }

    /** A crash of anvil is healed by a replay. */
    synchronized void heal() throws IOException {
        if (!anvil.alive()) {
            anvil = starting.get();
            replay();
        }
    }

    synchronized Anvil anvil() {
        return anvil;
    }

    /** Takes a transaction in; once this returns its hash, the transaction is not lost any more. */
    synchronized JsonNode send(String raw) throws IOException, RpcRefusal {
        JsonNode hash = anvil.call("eth_sendRawTransaction", raw);
        keep(new Entry.Sent(raw));
        blocksLeft = depth + 1;
        notifyAll();
        return hash;
    }

    synchronized void call(String method, JsonNode params) throws IOException, RpcRefusal {
        anvil.call(method, params);
        keep(new Entry.Called(method, params));
    }

    /** Anvil must not go on with what the journal does not have: it is ended, and a replay makes it whole again. */
    private void keep(Entry entry) throws IOException {
        try {
            journal.append(entry);
        } catch (IOException notKept) {
            anvil.kill();
            throw notKept;
        }
    }

    /** Moves the chain's clock ahead of the machine's; returns by how many seconds in all. */
    synchronized long increaseTime(long seconds) throws IOException {
        shift += seconds;
        journal.append(new Entry.Shifted(shift));
        return shift;
    }

    /** The next block's timestamp, in seconds since 1970; later ones go on from there. */
    synchronized void nextTimestamp(long timestamp) throws IOException, RpcRefusal {
        if (timestamp <= lastTimestamp) {
            throw new RpcRefusal(-32_602, "the timestamp must be after " + lastTimestamp + ", that of the head");
        }
        requested = timestamp;
        shift = timestamp - now();
        journal.append(new Entry.Shifted(shift));
    }

    /** Mines blocks, transactions or not, this many seconds apart. */
    synchronized void mine(long blocks, long interval) throws IOException, RpcRefusal {
        for (long block = 0; block < blocks; block++) {
            long next = timestamp();
            mine(block == 0 ? next : Math.max(next, lastTimestamp + interval));
        }
    }

    /**
     * Replaces the newest blocks by as many others. Their transactions come again in the last of these, in the order that
     * they had: none is lost, and each is in another block.
     */
    synchronized void reorganise(long newest) throws IOException, RpcRefusal {
        clearPool();
        long head = PastBlocks.head(anvil);
        if (newest < 1 || newest > Math.min(MOST_REPLACED, head)) {
            throw new RpcRefusal(-32_602, "from 1 to " + MOST_REPLACED + " blocks can be replaced, not " + newest);
        }
        List<Entry.Reorganised.Block> replaced = PastBlocks.above(head - newest, anvil);
        List<Entry.Reorganised.Block> others = new ArrayList<>();
        long time = timestamp();
        for (long block = 1; block < newest; block++) {
            others.add(new Entry.Reorganised.Block(time++, List.of()));
        }
        others.add(new Entry.Reorganised.Block(time, PastBlocks.transactions(replaced)));
        turn(new Entry.Reorganised(head - newest, PastBlocks.baseFee(head - newest + 1, anvil), others, replaced));
    }

    /** Puts the blocks back that the last reorganisation replaced; what came after them comes again behind them. */
    synchronized void restore() throws IOException, RpcRefusal {
        Entry.Reorganised last =
                turned.orElseThrow(() -> new RpcRefusal(-32_602, "there was no reorganisation to take back"));
        clearPool();
        List<Entry.Reorganised.Block> now = PastBlocks.above(last.common(), anvil);
        List<Entry.Reorganised.Block> again = new ArrayList<>(last.replaced());
        List<String> later = new ArrayList<>(PastBlocks.transactions(now));
        later.removeAll(PastBlocks.transactions(last.replaced()));
        long time = timestamp();
        again.add(new Entry.Reorganised.Block(time++, later));
        while (again.size() <= now.size()) {
            again.add(new Entry.Reorganised.Block(time++, List.of()));
        }
        turn(new Entry.Reorganised(last.common(), last.baseFee(), again, now));
    }

    /** What waits would overtake what comes again. */
    private void clearPool() throws IOException, RpcRefusal {
        if (pending() > 0) {
            mine(timestamp());
        }
        if (pending() > 0) {
            throw new RpcRefusal(-32_000, "some transactions wait for others: nothing can be replaced now");
        }
    }

    private void turn(Entry.Reorganised reorganised) throws IOException, RpcRefusal {
        journal.append(reorganised);
        replace(reorganised);
        note();
        notifyAll();
    }

    private void replace(Entry.Reorganised reorganised) throws IOException, RpcRefusal {
        anvil.call("anvil_rollback", PastBlocks.head(anvil) - reorganised.common());
        anvil.call("anvil_setNextBlockBaseFeePerGas", reorganised.baseFee());
        for (Entry.Reorganised.Block block : reorganised.blocks()) {
            for (String raw : block.transactions()) {
                anvil.call("eth_sendRawTransaction", raw);
            }
            mineAt(block.timestamp());
        }
        turned = Optional.of(reorganised);
        blocksLeft = depth + 1;
    }

    /** Mines the next block if a transaction still has to be confirmed; says whether it did. */
    synchronized boolean tick() throws IOException, RpcRefusal {
        if (blocksLeft == 0) {
            return false;
        }
        mine(timestamp());
        if (blocksLeft == 0 && pending() > 0) {
            blocksLeft = depth + 1;
        }
        return true;
    }

    private long pending() throws IOException, RpcRefusal {
        return Long.decode(anvil.call("txpool_status").path("pending").asText("0x0"));
    }

    /** Blocks come faster than seconds; whether the chain's clock has run too far ahead by that. */
    synchronized boolean aheadOfTime() {
        return lastTimestamp > now() + shift + SECONDS_AHEAD;
    }

    /** Waits for a transaction, for at most this long; says whether one has to be confirmed. */
    synchronized boolean awaitWork(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (blocksLeft == 0) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private void mine(long timestamp) throws IOException, RpcRefusal {
        journal.append(new Entry.Mined(timestamp));
        mineAt(timestamp);
        note();
    }

    private void note() throws IOException, RpcRefusal {
        JsonNode block = anvil.call("eth_getBlockByNumber", "latest", false);
        journal.note(new Entry.Reached(
                Long.decode(block.path("number").asText()), block.path("hash").asText()));
    }

    private void mineAt(long timestamp) throws IOException, RpcRefusal {
        anvil.call("evm_setNextBlockTimestamp", timestamp);
        anvil.call("evm_mine", Anvil.none());
        lastTimestamp = timestamp;
        blocksLeft = Math.max(0, blocksLeft - 1);
    }

    private long timestamp() {
        long next = Math.max(lastTimestamp + 1, requested > 0 ? requested : now() + shift);
        requested = 0;
        return next;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}

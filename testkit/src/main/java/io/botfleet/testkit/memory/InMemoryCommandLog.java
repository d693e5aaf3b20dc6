package io.botfleet.testkit.memory;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.List;
import java.util.function.LongFunction;

public final class InMemoryCommandLog implements CommandLog {
    private final World world;

    public InMemoryCommandLog(World world) {
        this.world = world;
    }

    @Override
    public ChainHead head() {
        Chain chain = chain();
        synchronized (chain) {
            return new ChainHead(
                    chain.latest().ref(), chain.latest().at(), chain.finalised().ref());
        }
    }

    @Override
    public Cursor start() {
        return chain().first();
    }

    @Override
    public Blocks read(Cursor from, long upTo, LongFunction<List<Cursor>> stored) {
        Chain chain = chain();
        synchronized (chain) {
            if (chain.holds(from.block())) {
                return extended(chain, from, upTo);
            }
        }
        // The caller's own memory is asked outside the monitor: whoever answers may wait for another thread.
        return new Blocks.Reorganised(stored.apply(from.block().number()).stream()
                .filter(cursor -> chain.holds(cursor.block()))
                .findFirst()
                .orElseGet(chain::first));
    }

    private static Blocks extended(Chain chain, Cursor from, long upTo) {
        List<Chain.Block> blocks = chain.after(from.block().number()).stream()
                .filter(block -> block.ref().number() <= upTo)
                .toList();
        if (blocks.isEmpty()) {
            return new Blocks.Extended(from, List.of());
        }
        Chain.Block last = blocks.getLast();
        return new Blocks.Extended(
                new Cursor(last.ref(), last.at()),
                blocks.stream().flatMap(block -> block.events().stream()).toList());
    }

    @Override
    public List<Submission> unconfirmed(Cursor from) {
        return chain().after(from.block().number()).stream()
                .flatMap(block -> block.events().stream())
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .toList();
    }

    @Override
    public List<CommandId> commandsIn(Hash transaction) {
        return chain().submissions().stream()
                .filter(submission -> submission.transaction().equals(transaction))
                .map(Submission::id)
                .toList();
    }

    @Override
    public Inclusion inclusion(Hash transaction) {
        Chain chain = chain();
        synchronized (chain) {
            return chain.blockOf(transaction)
                    .<Inclusion>map(block ->
                            new Inclusion.Mined(block.ref(), !block.reverted().contains(transaction)))
                    .orElseGet(() -> chain.isPending(transaction) ? new Inclusion.Pending() : new Inclusion.Unknown());
        }
    }

    private Chain chain() {
        world.require(World.Part.CHAIN);
        return world.chain();
    }
}

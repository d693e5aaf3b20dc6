package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.gateway.GatewayIdentity;
import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.Headers;
import io.botfleet.adapters.blockchain.node.LogEntry;
import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The gateway's log as a node tells it. A call reads a bounded number of blocks, so a long way is many calls. Safe for
 * use by several threads.
 */
public final class EvmCommandLog implements CommandLog {
    private static final int MOST_SHOWN_BLOCKS = 256;

    private final EvmNode node;
    private final Gateway gateway;
    private final long startBlock;
    private final GatewayIdentity identity;
    private final FinalRanges finalRanges;
    private final BlockByBlock blockByBlock;
    private final Completeness completeness;

    /** @param startBlock the block that created the gateway */
    public EvmCommandLog(EvmNode node, Gateway gateway, long startBlock) {
        this.node = node;
        this.gateway = gateway;
        this.startBlock = startBlock;
        this.identity = new GatewayIdentity(node, gateway);
        this.finalRanges = new FinalRanges(node, gateway.address());
        this.blockByBlock = new BlockByBlock(node, gateway.address());
        this.completeness = new Completeness(node, gateway.address(), startBlock);
    }

    @Override
    public ChainHead head() {
        return identity.on(() -> {
            BlockHeader latest = node.latest();
            return new ChainHead(latest.ref(), latest.at(), finalised(latest));
        });
    }

    @Override
    public Cursor start() {
        return identity.on(() -> cursor(node.header(Math.max(0, startBlock - 1))
                .orElseThrow(() -> new Unavailable("the node does not have the gateway's first block yet"))));
    }

    @Override
    public Blocks read(Cursor from, long upTo, LongFunction<List<Cursor>> stored) {
        return identity.on(() -> {
            BlockHeader latest = node.latest();
            Optional<BlockHeader> found = node.header(from.block().number());
            if (found.isPresent() && !found.get().ref().equals(from.block())) {
                identity.verify();
                requireConnected(found.get(), latest);
                return new Blocks.Reorganised(ancestor(from, stored));
            }
            // A chain that became shorter looks the same as a node that lags, until it has grown past the cursor.
            BlockHeader after = found.orElseThrow(() -> new Unavailable("the node is at block " + latest.number()
                    + " and does not have block " + from.block().number()));
            long end = Math.min(upTo, latest.number());
            return end <= after.number() ? new Blocks.Extended(from, List.of()) : extended(after, end, latest);
        });
    }

    private Blocks extended(BlockHeader after, long end, BlockHeader latest) {
        long finalised = finalised(latest).number();
        Batch batch = after.number() < finalised
                ? finalRanges.read(after, Math.min(end, finalised))
                : blockByBlock.read(after, end);
        List<ChainEvent> events = new ArrayList<>();
        for (Batch.Located located : batch.logs()) {
            boolean isFinal = located.block().number() <= finalised;
            events.addAll(GatewayEvents.decode(located.log(), located.block().at(), isFinal));
        }
        try {
            completeness.check(after.ref(), batch.last().ref(), events);
        } catch (Unavailable incomplete) {
            // Whatever the node left out, in a shorter answer it may have it.
            finalRanges.halve();
            throw incomplete;
        }
        return new Blocks.Extended(cursor(batch.last()), events);
    }

    /** One wrong answer must not pass for a reorganisation: the other block has to have its neighbours on the chain. */
    private void requireConnected(BlockHeader other, BlockHeader latest) {
        boolean child = other.number() >= latest.number()
                || node.header(other.number() + 1)
                        .filter(next -> next.parent().equals(other.hash()))
                        .isPresent();
        boolean parent = other.number() == 0
                || node.header(other.number() - 1)
                        .filter(before -> other.parent().equals(before.hash()))
                        .isPresent();
        if (!child || !parent) {
            throw new Unavailable("the node contradicts itself about block " + other.number());
        }
    }

    private Cursor ancestor(Cursor from, LongFunction<List<Cursor>> stored) {
        long below = from.block().number();
        while (below >= 0) {
            List<Cursor> earlier = stored.apply(below);
            if (earlier.isEmpty()) {
                break;
            }
            for (Cursor each : earlier) {
                // Absence is a node that lags, not one that has another block there.
                BlockHeader there = node.header(each.block().number())
                        .orElseThrow(() -> new Unavailable(
                                "the node lacks block " + each.block().number() + ", which is below one that it gave"));
                if (there.ref().equals(each.block())) {
                    return each;
                }
                below = Math.min(below, each.block().number()) - 1;
            }
        }
        return start();
    }

    @Override
    public List<Submission> unconfirmed(Cursor from) {
        return identity.on(() -> {
            long latest = node.latest().number();
            long first = Math.max(from.block().number() + 1, latest - MOST_SHOWN_BLOCKS + 1);
            if (first > latest) {
                return List.of();
            }
            List<LogEntry> logs = node.logs(first, latest, gateway.address(), Set.of(GatewayEvents.SUBMITTED));
            return submissions(logs);
        });
    }

    @Override
    public List<CommandId> commandsIn(Hash transaction) {
        return identity.on(() -> submissions(node.receipt(transaction)
                        .map(receipt -> receipt.logs().stream()
                                .filter(log -> log.address().equals(gateway.address()))
                                .toList())
                        .orElse(List.of()))
                .stream()
                .map(Submission::id)
                .toList());
    }

    @Override
    public Inclusion inclusion(Hash transaction) {
        return identity.on(() -> node.inclusion(transaction));
    }

    private List<Submission> submissions(List<LogEntry> logs) {
        Headers headers = node.headers(
                logs.stream().map(log -> log.block().hash()).distinct().toList());
        List<Submission> submissions = new ArrayList<>();
        for (LogEntry log : logs) {
            for (ChainEvent event : GatewayEvents.decode(log, headers.of(log).at(), false)) {
                if (event instanceof ChainEvent.Submitted(var submission)) {
                    submissions.add(submission);
                }
            }
        }
        return submissions;
    }

    private BlockRef finalised(BlockHeader latest) {
        BlockRef finalised = node.finalised()
                .or(() -> node.header(0))
                .map(BlockHeader::ref)
                .orElseThrow(() -> new Unavailable("the node does not have the first block"));
        if (finalised.number() > latest.number()) {
            throw new Unavailable("the node calls a block final that is behind its latest");
        }
        return finalised;
    }

    private static Cursor cursor(BlockHeader block) {
        return new Cursor(block.ref(), block.at());
    }
}

package io.botfleet.application.command;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.BlockRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes in the gateway's log, block by block, as deep as {@link Policy#confirmations} asks for. What a reorganisation
 * takes back is taken back here too, but nothing that was final: that is {@link Permanent}, and changes nothing.
 */
public final class IngestingBlocks {
    /** Whether to come again at once. */
    public enum Progress {
        UP_TO_DATE,
        MORE
    }

    private final CommandLog log;
    private final Inbox inbox;
    private final Policy policy;
    private Optional<Standstill> standstill = Optional.empty();

    /**
     * Where a round found nothing more to read. While all of it stays as it is, the node is asked for its head alone.
     *
     * @param fence under another one, another replica may have read meanwhile, or stopped at another past
     */
    private record Standstill(Fence fence, ChainHead head, Cursor read) {}

    public IngestingBlocks(CommandLog log, Inbox inbox, Policy policy) {
        this.log = log;
        this.inbox = inbox;
        this.policy = policy;
    }

    public Progress ingest(Fence fence) {
        ChainHead head = log.head();
        Optional<Cursor> stored = inbox.cursor();
        if (stored.isEmpty()) {
            inbox.extend(fence, stored, log.start(), List.of());
            return Progress.MORE;
        }
        Cursor from = stored.get();
        if (standstill.equals(Optional.of(new Standstill(fence, head, from)))) {
            return Progress.UP_TO_DATE;
        }
        standstill = Optional.empty();
        Optional<BlockRef> known = inbox.finalisedBlock();
        // Never less than the cursor itself: its block may have been reorganised away while no deeper one came.
        long upTo = Math.max(from.block().number(), head.latest().number() - policy.confirmations());
        long stop = Math.min(upTo, firstFinalAfter(from.block(), known, head));
        return switch (log.read(from, stop, inbox::earlier)) {
            case Blocks.Reorganised(Cursor ancestor) -> {
                known.filter(last -> ancestor.block().number() < last.number())
                        .ifPresent(last -> requireHeld(fence, head, last));
                inbox.rewind(fence, ancestor);
                yield Progress.MORE;
            }
            case Blocks.Extended(Cursor to, List<ChainEvent> events) -> {
                known.filter(last -> isAnother(last, to.block()) || isAnother(last, head.finalised()))
                        .ifPresent(last -> requireHeld(fence, head, last));
                requireOnePast(to.block(), known.orElse(to.block()));
                requireOnePast(to.block(), head.finalised());
                if (!to.equals(from)) {
                    inbox.extend(fence, stored, to, events);
                }
                if (to.block().number() >= stop) {
                    // Short of it nothing tells yet whether what was read leads to the block that is called final.
                    lastFinal(to.block(), known, head).ifPresent(last -> inbox.finalised(fence, last));
                }
                inbox.sight(fence, log.unconfirmed(to));
                if (to.block().number() < upTo) {
                    yield Progress.MORE;
                }
                standstill = Optional.of(new Standstill(fence, head, to));
                yield Progress.UP_TO_DATE;
            }
        };
    }

    /** Reading stops at finality itself, so that a chain that leads past it is told from the one that was final. */
    private static long firstFinalAfter(BlockRef from, Optional<BlockRef> known, ChainHead head) {
        return Stream.concat(known.stream(), Stream.of(head.finalised()))
                .mapToLong(BlockRef::number)
                .filter(number -> number > from.number())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The last block that was read and is final; a node that is behind takes nothing back. */
    private static Optional<BlockRef> lastFinal(BlockRef read, Optional<BlockRef> known, ChainHead head) {
        BlockRef reported = read.number() <= head.finalised().number() ? read : head.finalised();
        return known.filter(last -> last.number() >= reported.number())
                .or(() -> Optional.of(reported))
                .filter(last -> last.number() <= read.number());
    }

    private static boolean isAnother(BlockRef last, BlockRef block) {
        return last.number() == block.number() && !last.equals(block);
    }

    /** The head and the blocks may come from two nodes, and finality in one's past is none in the other's. */
    private static void requireOnePast(BlockRef read, BlockRef finalised) {
        if (isAnother(finalised, read)) {
            throw new Unavailable("block " + finalised.number() + " is final as " + finalised.hash()
                    + ", and the node gives it as " + read.hash());
        }
    }

    /** A chain that takes back what was final is wrong or broken: nothing may be undone on the strength of it. */
    private void requireHeld(Fence fence, ChainHead head, BlockRef last) {
        if (head.latest().number() < last.number()) {
            throw new Unavailable("the node is behind: it is at block "
                    + head.latest().number() + ", and block " + last.number() + " was final");
        }
        // Only whether it is there is asked, so that its time does not matter.
        if (log.read(new Cursor(last, head.at()), last.number(), _ -> List.of()) instanceof Blocks.Reorganised) {
            String why = "the node does not have block " + last.number() + " (" + last.hash() + "), which was final";
            inbox.halt(fence, why);
            throw new Permanent(why
                    + ": nothing is undone and nothing is settled; find out which chain is right, and name a node"
                    + " that follows it");
        }
    }
}

package io.botfleet.application.command;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.BlockRef;
import java.util.List;
import java.util.Optional;

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
        // Never less than the cursor itself: its block may have been reorganised away while no deeper one came.
        long upTo = Math.max(from.block().number(), head.latest().number() - policy.confirmations());
        long finalised = head.finalised().number();
        // One cursor at finality itself, by which a chain that takes back more is told from a reorganisation.
        long stop = from.block().number() < finalised ? Math.min(upTo, finalised) : upTo;
        return switch (log.read(from, stop, inbox::earlier)) {
            case Blocks.Reorganised reorganised -> {
                requireAboveFinality(fence, reorganised.ancestor(), head.finalised());
                inbox.rewind(fence, reorganised.ancestor());
                yield Progress.MORE;
            }
            case Blocks.Extended extended -> {
                requireOnePast(extended.to().block(), head.finalised());
                if (!extended.to().equals(from)) {
                    inbox.extend(fence, stored, extended.to(), extended.events());
                }
                long reached = extended.to().block().number();
                if (reached >= stop) {
                    // Short of it nothing tells yet whether what was read leads to the block that is called final.
                    inbox.finalised(fence, Math.min(reached, finalised));
                }
                inbox.sight(fence, log.unconfirmed(extended.to()));
                yield reached < upTo ? Progress.MORE : Progress.UP_TO_DATE;
            }
        };
    }

    /** The head and the blocks may come from two nodes, and finality in one's past is none in the other's. */
    private static void requireOnePast(BlockRef read, BlockRef finalised) {
        if (read.number() == finalised.number() && !read.equals(finalised)) {
            throw new Unavailable("the node calls block " + finalised.number() + " final as " + finalised.hash()
                    + ", and gives it as " + read.hash());
        }
    }

    /** A chain that takes back what was final is wrong or broken: nothing may be undone on the strength of it. */
    private void requireAboveFinality(Fence fence, Cursor ancestor, BlockRef finalised) {
        long known = inbox.finalisedBlock();
        if (ancestor.block().number() >= known) {
            return;
        }
        Optional<BlockRef> last = inbox.earlier(known).stream().findFirst().map(Cursor::block);
        if (last.isPresent() && ancestor.block().number() < last.get().number()) {
            String why = "the node does not have block " + last.get().number() + " ("
                    + last.get().hash() + "), which was final";
            inbox.halt(fence, why);
            throw new Permanent(why
                    + ": nothing is undone and nothing is settled; find out which chain is right, and name a node"
                    + " that follows it");
        }
        if (finalised.number() < known) {
            // Between two cursors nothing tells which final blocks it has; a node that is up to date has them all.
            throw new Unavailable(
                    "the node is behind: it calls block " + finalised.number() + " final, and block " + known + " was");
        }
    }
}

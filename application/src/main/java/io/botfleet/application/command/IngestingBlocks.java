package io.botfleet.application.command;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.leadership.Fence;
import java.util.List;
import java.util.Optional;

/** Takes in the gateway's log, block by block, as deep as {@link Policy#confirmations} asks for. */
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
        return switch (log.read(from, upTo, inbox::earlier)) {
            case Blocks.Reorganised reorganised -> {
                inbox.rewind(fence, reorganised.ancestor());
                yield Progress.MORE;
            }
            case Blocks.Extended extended -> {
                if (!extended.to().equals(from)) {
                    inbox.extend(fence, stored, extended.to(), extended.events());
                }
                long reached = extended.to().block().number();
                inbox.finalised(fence, Math.min(reached, head.finalised().number()));
                inbox.sight(fence, log.unconfirmed(extended.to()));
                yield reached < upTo ? Progress.MORE : Progress.UP_TO_DATE;
            }
        };
    }
}

package io.botfleet.application.command;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.submission.Submission;
import java.util.List;
import java.util.Optional;

/** What has been taken in from the chain; each method is one transaction that checks the fence. */
public interface Inbox {
    Optional<Cursor> cursor();

    /** Stored cursors at or below a block, newest first, to find an ancestor among after a reorganisation. */
    List<Cursor> earlier(long block);

    /**
     * Stores events and the new cursor together. A submission becomes a received command, or rebinds the orphan that it
     * was; a settlement becomes its command's {@code onChain}. Repeating it changes nothing. A new command behind a sealed
     * one of its client is not due before that is opened, so that whoever sends thousands holds up nobody else.
     *
     * <p>After a reorganisation a number may belong to another command than the one that is stored. The former one gives
     * way: where nothing is left of it the other takes its place; until then it is undone, and nothing is taken in.
     *
     * <p>Throws {@link io.botfleet.application.failure.Conflict} where the cursor is not {@code from} any more, the
     * fence is too old, or a former command has to be undone first: come again.
     */
    void extend(Fence fence, Optional<Cursor> from, Cursor to, List<ChainEvent> events);

    /**
     * Goes back to an ancestor: what later blocks settled is open again, and commands that they carried are orphans.
     */
    void rewind(Fence fence, Cursor ancestor);

    /**
     * Marks settlements up to this block as final, remembers the highest such block, and makes due what may have waited for
     * either: the settled commands, and of each client's sealed ones the oldest, where this finality reaches it.
     */
    void finalised(Fence fence, BlockRef block);

    /**
     * Remembers that the chain took back what was final: until {@link #finalised} tells of that block or a later one that it
     * has it, nobody can say which of two pasts a verdict would land in.
     */
    void halt(Fence fence, String why);

    /** Why nothing may be settled or undone now; empty while the chain is what it was. */
    Optional<String> halted();

    /** The highest block that was reported as final; empty before the first report. */
    Optional<BlockRef> finalisedBlock();

    /** Replaces the list of submissions that are seen but not deep enough to act on. */
    void sight(Fence fence, List<Submission> unconfirmed);
}

package io.botfleet.application.settlement;

import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;

/** The outbox: verdicts that wait for a signature, and signatures that wait for the chain. */
public interface Settlements {
    /**
     * Commands in {@code APPROVING} or {@code REFUNDING} that no open settlement carries, nearest deadline first; those of
     * whose fee the chain has spoken already come last, since nothing can be done for them.
     */
    List<Command> waiting(int most);

    /** Settlements that are signed and not done with, by nonce. */
    List<Settlement> open();

    /**
     * Stores a signature before it is sent; throws {@link io.botfleet.application.failure.Conflict} where the fence is
     * too old, or another settlement has the nonce or one of the commands.
     */
    void store(Fence fence, Settlement settlement);

    /** The settlement is mined and final, or its nonce was used for something else: its commands may wait again. */
    void close(Fence fence, Settlement settlement);

    /** The newest settlement with this root that carried a command, open or closed. */
    Optional<Settlement> of(CommandId command, Hash evidenceRoot);
}

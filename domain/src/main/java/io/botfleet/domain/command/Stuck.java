package io.botfleet.domain.command;

import java.time.Instant;

/**
 * Why a command does not go on although it is looked at again and again, where that does not pass by itself.
 *
 * @param since the first look in this stage that ended so, with none since that went well
 */
public record Stuck(By by, Instant since) {
    /** Who has to do something. */
    public enum By {
        /** Whoever can change what the command waits on. */
        PERMANENT,
        /** Whoever writes this program; its log describes the mistake. */
        MISTAKE
    }
}

package io.botfleet.adapters.git;

import org.eclipse.jgit.lib.Config;

/** When JGit packs a repository anew by itself, after a push. */
final class GarbageCollection {
    private GarbageCollection() {}

    /**
     * Every push leaves a pack. By default there are to be 50 of them, but none that is younger than an hour goes, so
     * that a busy repository would be packed anew after every single push. It is packed by whoever pushed, not behind
     * everybody's back: who finds the copy damaged deletes it, and nobody may be writing to it then.
     */
    static void configure(Config config) {
        config.setInt("gc", null, "autoPackLimit", 200);
        config.setString("gc", null, "prunePackExpire", "now");
        config.setBoolean("gc", null, "autoDetach", false);
    }
}

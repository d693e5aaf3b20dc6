package io.botfleet.adapters.local.process;

import java.util.Optional;

/**
 * One process and no other: a pid comes back after a while, and only its start time and the boot tell the two apart.
 *
 * @param startTicks clock ticks since boot, from {@code /proc/PID/stat}
 * @param boot the kernel's boot id
 */
public record ProcessIdentity(long pid, long startTicks, String boot) {
    public ProcessIdentity {
        if (pid < 2) {
            throw new IllegalArgumentException("not a process of ours: " + pid);
        }
    }

    /** The process that has this pid now; empty where there is none. */
    public static Optional<ProcessIdentity> ofRunning(long pid) {
        return ProcessStat.of(pid)
                .filter(ProcessStat::running)
                .map(stat -> new ProcessIdentity(pid, stat.startTicks(), ProcessStat.boot()));
    }

    public boolean alive() {
        return ProcessStat.of(pid)
                .filter(stat -> stat.running() && stat.startTicks() == startTicks)
                .filter(stat -> ProcessStat.boot().equals(boot))
                .isPresent();
    }
}

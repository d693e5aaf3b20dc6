package io.botfleet.adapters.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A process that leads a session, with whatever it started in it. */
public final class Session {
    private static final Duration TO_DIE = Duration.ofSeconds(10);

    private final ProcessIdentity leader;

    private Session(ProcessIdentity leader) {
        this.leader = leader;
    }

    public static Session of(ProcessIdentity leader) {
        return new Session(leader);
    }

    /** Sends the polite signal to the leader alone, as a kubelet does; nothing where it does not run any more. */
    public void ask(Ending.Signal signal) {
        if (leader.alive()) {
            send(signal.name(), leader.pid());
        }
    }

    /** SIGKILL to the leader and to all that is left in its session; nothing where the leader does not run any more. */
    public void kill() {
        if (!leader.alive()) {
            return;
        }
        List<ProcessStat> members = ProcessStat.ofSession(leader.pid());
        for (ProcessStat member : members) {
            send("KILL", member.pid());
        }
        await(TO_DIE);
    }

    /**
     * Asks, waits for the grace to pass, and kills what is left; nothing where the leader does not run any more. Without
     * any grace nothing is asked: what hears the signal could begin to tidy up before it dies.
     */
    public void end(Ending ending) {
        if (!leader.alive()) {
            return;
        }
        if (ending.grace().isZero()) {
            kill();
            return;
        }
        ask(ending.signal());
        if (await(ending.grace())) {
            sweep();
        } else {
            kill();
        }
    }

    /**
     * SIGKILL to what a leader that has just ended left behind: a container's end would take it along. A pid is not given
     * again while its session has members (fork(2)), so these are the leader's own.
     */
    public void sweep() {
        for (ProcessStat member : ProcessStat.ofSession(leader.pid())) {
            if (member.pid() != leader.pid()) {
                send("KILL", member.pid());
            }
        }
    }

    /** Whether it was gone within the time. */
    private boolean await(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (leader.alive()) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** By the shell's own kill (POSIX), since Java knows SIGTERM and SIGKILL alone; a process that is gone is no error. */
    private static void send(String signal, long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\" 2>/dev/null || :", "kill", signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException("signal " + signal + " could not be sent", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

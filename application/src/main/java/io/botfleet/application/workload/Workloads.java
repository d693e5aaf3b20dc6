package io.botfleet.application.workload;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The cluster. But for logs it throws nothing: what can't be known is {@link Observation.Unreachable}.
 *
 * <p>A backtest's pod runs once and is never started again. It is {@code RUNNING} until its container ended, and then
 * {@code ENDED} for as long as Git has its values: with a problem where it failed, and without one where its exit code was 0,
 * which proves no success. Its log can be read all that time, but where its node went and took that along.
 */
public interface Workloads {
    Observation observe(WorkloadId workload);

    /** Calls back after something about a workload changed, as a wake-up only: calls may be missed or repeated. */
    void onChange(Consumer<WorkloadId> wakeUp);

    /**
     * Takes away what runs of a workload whose values were removed, where the cluster does not do that by itself; not before
     * it has taken up a revision that holds the removal, and nothing whose values are there again. It does not wait: to be
     * called until nothing is seen any more, and harmless where nothing is or the cluster can't be asked.
     *
     * @param holdsRemoval whether a revision contains the commit that removed the values
     */
    void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval);

    /**
     * The last lines of the workload's log, oldest first: of the last 2 megabytes, 10,000 are to be had. None of up to 3,200
     * characters is shortened. Throws {@code Unavailable} where they can't be had.
     */
    List<String> logs(WorkloadId workload, int lines);

    /**
     * The last lines of the workload's log and then each new one as it is written, oldest first and none twice: whoever reads
     * waits for the next. It ends once the pod that was there is gone, replaced or ended, at once where none is, and when it is
     * closed, which any thread may do at any time: whoever waits then waits no more. To be closed in any case, since it holds
     * a connection. Throws {@code Unavailable} where the log can't be had, here or while it is read.
     */
    Stream<String> follow(WorkloadId workload, int lines);
}

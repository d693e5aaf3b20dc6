package io.botfleet.application.workload;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import java.util.List;
import java.util.function.Consumer;

/** The cluster. It throws nothing: what can't be known is {@link Observation.Unreachable}. */
public interface Workloads {
    Observation observe(WorkloadId workload);

    /** Calls back after something about a workload changed, as a wake-up only: calls may be missed or repeated. */
    void onChange(Consumer<WorkloadId> wakeUp);

    /** The last lines of the workload's log, oldest first; throws {@code Unavailable} where they can't be had. */
    List<String> logs(WorkloadId workload, int lines);
}

package io.botfleet.adapters.rest;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Counts the logs that are followed and not closed. */
record CountingWorkloads(Workloads workloads, AtomicInteger followed) implements Workloads {
    @Override
    public Observation observe(WorkloadId workload) {
        return workloads.observe(workload);
    }

    @Override
    public void onChange(Consumer<WorkloadId> wakeUp) {
        workloads.onChange(wakeUp);
    }

    @Override
    public void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {
        workloads.remove(workload, holdsRemoval);
    }

    @Override
    public List<String> logs(WorkloadId workload, int lines) {
        return workloads.logs(workload, lines);
    }

    @Override
    public Stream<String> follow(WorkloadId workload, int lines) {
        Stream<String> log = workloads.follow(workload, lines);
        followed.incrementAndGet();
        return log.onClose(followed::decrementAndGet);
    }
}

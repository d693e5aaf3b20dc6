package io.botfleet.adapters.local.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the loop last saw, for the API to read, and what changed when. */
final class Board {
    /** A place in the order of changes, and the workloads that changed after the one that was asked for. */
    record Changes(long sequence, List<String> workloads) {
        Changes {
            workloads = List.copyOf(workloads);
        }
    }

    private final Map<String, WorkloadStatus> statuses = new HashMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    private Optional<String> revision = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private boolean open;
    private long sequence;

    /** @param sequence higher than any that an earlier process gave out */
    Board(long sequence) {
        this.sequence = sequence;
    }

    /** Shows all of it at once, so that a revision is never seen without what it changed. */
    synchronized void show(Optional<String> deployed, Map<String, WorkloadStatus> seen) {
        boolean news = !open;
        for (var each : seen.entrySet()) {
            if (!each.getValue().equals(statuses.put(each.getKey(), each.getValue()))) {
                changed.put(each.getKey(), ++sequence);
                news = true;
            }
        }
        for (String gone : statuses.keySet().stream()
                .filter(name -> !seen.containsKey(name))
                .toList()) {
            statuses.remove(gone);
            changed.put(gone, ++sequence);
            news = true;
        }
        revision = deployed;
        open = true;
        if (news) {
            notifyAll();
        }
    }

    /** Somebody waits for the workload though it looks as before: a commit has been taken up. */
    synchronized void touch(List<String> workloads) {
        if (!workloads.isEmpty()) {
            workloads.forEach(name -> changed.put(name, ++sequence));
            notifyAll();
        }
    }

    synchronized void repository(Optional<String> outOfOrder) {
        trouble = outOfOrder;
    }

    synchronized Optional<String> repositoryTrouble() {
        return trouble;
    }

    /** Whether there is anything to show yet: before the first look at Git, absence would prove nothing. */
    synchronized boolean isOpen() {
        return open;
    }

    synchronized Optional<String> revision() {
        return revision;
    }

    synchronized Optional<WorkloadStatus> workload(String name) {
        return Optional.ofNullable(statuses.get(name));
    }

    synchronized List<WorkloadStatus> workloads() {
        return new ArrayList<>(statuses.values());
    }

    /** Waits until something changed after this place, or the time is over. */
    synchronized Changes changes(long after, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (sequence <= after) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return new Changes(
                sequence,
                changed.entrySet().stream()
                        .filter(each -> each.getValue() > after)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList());
    }
}

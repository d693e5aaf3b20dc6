package io.botfleet.testkit.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pod has printed, and prints until it ends. */
final class PodLog {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    synchronized void print(String line) {
        lines.add(line);
        notifyAll();
    }

    /** The pod is gone. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** What was printed behind so many lines, where nothing was after a wait; empty once that is all there will ever be. */
    synchronized Optional<List<String>> behind(int count, long waitMillis) throws InterruptedException {
        long until = System.nanoTime() + waitMillis * 1_000_000;
        for (long left = waitMillis; left > 0 && lines.size() == count && !ended; left = left(until)) {
            wait(left);
        }
        return lines.size() == count && ended
                ? Optional.empty()
                : Optional.of(List.copyOf(lines.subList(count, lines.size())));
    }

    private static long left(long until) {
        return (until - System.nanoTime()) / 1_000_000;
    }
}

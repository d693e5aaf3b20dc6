package io.botfleet.adapters.k8s.cluster;

import io.botfleet.domain.bot.WorkloadId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of changes on a thread of its own, so that a listener that is slow holds up no watch; many changes become one. */
final class WakeUps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);

    private final List<Consumer<WorkloadId>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Thread thread = Thread.ofVirtual().name("cluster-wake-ups").start(this::run);

    void listen(Consumer<WorkloadId> listener) {
        listeners.add(listener);
    }

    void call(String workload) {
        synchronized (waiting) {
            waiting.add(workload);
            waiting.notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                tell(new WorkloadId(next()));
            }
        } catch (InterruptedException closed) {
            LOG.debug("no more wake-ups");
        }
    }

    private String next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                waiting.wait();
            }
            String first = waiting.iterator().next();
            waiting.remove(first);
            return first;
        }
    }

    private void tell(WorkloadId workload) {
        for (Consumer<WorkloadId> listener : listeners) {
            try {
                listener.accept(workload);
            } catch (RuntimeException broken) {
                LOG.warn("a wake-up for {} was lost", workload, broken);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

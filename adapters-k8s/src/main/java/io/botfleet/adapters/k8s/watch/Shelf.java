package io.botfleet.adapters.k8s.watch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The objects of one kind, by name and by workload; what changes tells whose. */
final class Shelf<T extends Watched> {
    private final Map<String, T> byName = new HashMap<>();
    private final Map<String, Map<String, T>> byWorkload = new HashMap<>();

    synchronized List<T> of(String workload) {
        return List.copyOf(byWorkload.getOrDefault(workload, Map.of()).values());
    }

    synchronized Optional<T> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    synchronized int size() {
        return byName.size();
    }

    /** Everything at once, so that nobody ever sees old and new side by side; returns the workloads that have news. */
    synchronized Set<String> replaceAll(Collection<T> listed) {
        Set<String> changed = new HashSet<>();
        Map<String, T> gone = new HashMap<>(byName);
        for (T each : listed) {
            gone.remove(each.name());
            put(each).ifPresent(changed::add);
        }
        gone.values().forEach(each -> remove(each.name()).ifPresent(changed::add));
        return changed;
    }

    /** Returns the workload, where it has news. */
    synchronized Optional<String> put(T object) {
        T before = byName.put(object.name(), object);
        if (before != null) {
            forget(before);
        }
        byWorkload
                .computeIfAbsent(object.workload(), _ -> new LinkedHashMap<>(2))
                .put(object.name(), object);
        return before == null || object.isNewsAfter(before) ? Optional.of(object.workload()) : Optional.empty();
    }

    synchronized Optional<String> remove(String name) {
        T before = byName.remove(name);
        if (before == null) {
            return Optional.empty();
        }
        forget(before);
        return Optional.of(before.workload());
    }

    private void forget(T object) {
        Map<String, T> siblings = byWorkload.get(object.workload());
        if (siblings != null) {
            siblings.remove(object.name());
            if (siblings.isEmpty()) {
                byWorkload.remove(object.workload());
            }
        }
    }
}

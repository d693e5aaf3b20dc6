package io.botfleet.adapters.k8s.watch;

/** What is kept of one object. */
public interface Watched {
    /** Its name, unique in its namespace. */
    String name();

    /** The workload that it belongs to. */
    String workload();

    /** Whether somebody who waits for the workload wants to look again now that this came instead of another. */
    default boolean isNewsAfter(Watched before) {
        return !equals(before);
    }
}

package io.botfleet.adapters.git;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * Fetches for many who ask at once: one fetch at a time, and all who ask while one is under way share the next. Nobody is
 * given one that began before they asked, so that each sees what was there by then.
 */
final class SharedFetch {
    /** Fetches, for whoever waits. */
    interface Fetch {
        Optional<ObjectId> into(Repository copy) throws IOException;
    }

    private record Flight(Repository copy, CompletableFuture<Optional<ObjectId>> tip) {}

    private final Fetch fetch;
    private final Lock fetching = new ReentrantLock();
    private Optional<Flight> next = Optional.empty();

    SharedFetch(Fetch fetch) {
        this.fetch = fetch;
    }

    Optional<ObjectId> into(Repository copy) throws IOException {
        Flight mine;
        boolean leads = false;
        synchronized (this) {
            Optional<Flight> waiting = next.filter(flight -> flight.copy() == copy);
            leads = waiting.isEmpty();
            mine = waiting.orElseGet(() -> new Flight(copy, new CompletableFuture<>()));
            next = Optional.of(mine);
        }
        if (leads) {
            lead(mine);
        }
        return landed(mine);
    }

    private void lead(Flight flight) {
        fetching.lock();
        try {
            synchronized (this) {
                // Who asks from here on may know of something that this fetch does not see any more.
                next = next.filter(waiting -> !waiting.equals(flight));
            }
            flight.tip().complete(fetch.into(flight.copy()));
        } catch (IOException | RuntimeException | Error failure) {
            flight.tip().completeExceptionally(failure);
        } finally {
            fetching.unlock();
        }
    }

    private static Optional<ObjectId> landed(Flight flight) throws IOException {
        try {
            return flight.tip().join();
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case IOException damage -> throw damage;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw failed;
            }
        }
    }
}

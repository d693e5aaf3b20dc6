package io.botfleet.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedFetchTest {
    private static final int MANY = 50;

    private final Repository copy = new InMemoryRepository(new DfsRepositoryDescription("copy"));
    private final AtomicInteger fetches = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The first waits until it may go on; each gives its own number. */
    private final SharedFetch shared = new SharedFetch(_ -> {
        int number = fetches.incrementAndGet();
        if (number == 1) {
            begun.countDown();
            await(goOn);
        }
        return tip(number);
    });

    @AfterEach
    void stop() {
        goOn.countDown();
        threads.shutdownNow();
    }

    @Test
    void fetchesOnceForAllWhoAskWhileAnotherFetchIsUnderWay() throws Exception {
        Future<Optional<ObjectId>> first = threads.submit(() -> shared.into(copy));
        await(begun);
        List<Future<Optional<ObjectId>>> many = askedBy(MANY);

        goOn.countDown();

        assertThat(first.get()).isEqualTo(tip(1));
        for (Future<Optional<ObjectId>> each : many) {
            assertThat(each.get()).as("one that began after it was asked for").isEqualTo(tip(2));
        }
        assertThat(fetches).hasValue(2);
    }

    @Test
    void fetchesAgainForWhoAsksLater() throws IOException {
        goOn.countDown();

        assertThat(shared.into(copy)).isEqualTo(tip(1));
        assertThat(shared.into(copy)).isEqualTo(tip(2));
    }

    @Test
    void tellsEverybodyOfAFailureAndTriesAgainForTheNext() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        SharedFetch failed = new SharedFetch(_ -> {
            begun.countDown();
            await(goOn);
            if (failing.incrementAndGet() <= 2) {
                throw new Unavailable("the repository is away");
            }
            return tip(3);
        });
        List<Future<Optional<ObjectId>>> all = new ArrayList<>(List.of(threads.submit(() -> failed.into(copy))));
        await(begun);
        all.add(threads.submit(() -> failed.into(copy)));

        goOn.countDown();

        for (Future<Optional<ObjectId>> each : all) {
            assertThatThrownBy(each::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(Unavailable.class);
        }
        assertThat(failed.into(copy)).isEqualTo(tip(3));
    }

    /** A damaged copy is replaced while others still fetch into it. */
    @Test
    void sharesNothingBetweenTwoCopies() throws Exception {
        Repository other = new InMemoryRepository(new DfsRepositoryDescription("other"));
        Future<Optional<ObjectId>> first = threads.submit(() -> shared.into(copy));
        await(begun);
        Future<Optional<ObjectId>> one = threads.submit(() -> shared.into(copy));
        Future<Optional<ObjectId>> another = threads.submit(() -> shared.into(other));

        goOn.countDown();

        assertThat(first.get()).isEqualTo(tip(1));
        assertThat(one.get()).isNotEqualTo(another.get());
        assertThat(fetches).hasValue(3);
    }

    /** Every thread has asked, and waits for one that holds the lock. */
    private List<Future<Optional<ObjectId>>> askedBy(int many) throws InterruptedException {
        List<Thread> asking = new ArrayList<>();
        List<Future<Optional<ObjectId>>> asked = new ArrayList<>();
        for (int one = 0; one < many; one++) {
            CountDownLatch known = new CountDownLatch(1);
            asked.add(threads.submit(() -> {
                synchronized (asking) {
                    asking.add(Thread.currentThread());
                }
                known.countDown();
                return shared.into(copy);
            }));
            await(known);
        }
        while (asking.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.sleep(5);
        }
        return asked;
    }

    private static Optional<ObjectId> tip(int number) {
        return Optional.of(ObjectId.fromString("%040x".formatted(number)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}

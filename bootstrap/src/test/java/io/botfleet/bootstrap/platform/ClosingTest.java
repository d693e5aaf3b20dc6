package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClosingTest {
    @Test
    void waitsUntilThePlatformHasStopped() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Closing closing = Closing.of(() -> {
            asked.await();
            closed.countDown();
        });

        asked.countDown();
        closing.await();

        assertThat(closed.getCount()).isZero();
    }

    @Test
    void doesNotWaitForOneThatDoesNotStop() {
        CountDownLatch never = new CountDownLatch(1);
        long begun = System.nanoTime();

        Closing.of(never::await).await();

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(3_900), Duration.ofSeconds(9));
        never.countDown();
    }

    @Test
    void letsEverythingElseEndWhereThePlatformFails() {
        Closing closing = Closing.of(() -> {
            throw new IllegalStateException("a part is broken");
        });

        closing.await();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}

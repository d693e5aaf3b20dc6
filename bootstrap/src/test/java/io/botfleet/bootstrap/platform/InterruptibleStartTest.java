package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptibleStartTest {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void givesWhatWasStarted() throws Exception {
        AutoCloseable thing = closed::countDown;

        assertThat(InterruptibleStart.of(() -> thing)).isSameAs(thing);
        assertThat(closed.getCount()).isOne();
    }

    @Test
    void failsAsTheStartFails() {
        IOException reason = new IOException("no space");

        assertThatThrownBy(() -> InterruptibleStart.of(() -> {
                    throw reason;
                }))
                .isSameAs(reason);
    }

    @Test
    void interruptsTheStart() {
        Thread waiting = Thread.currentThread();

        assertThatThrownBy(() -> InterruptibleStart.of(() -> {
                    waiting.interrupt();
                    never.await();
                    return closed::countDown;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(closed.getCount()).isOne();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void waitsNoLongerForAStartThatDoesNotListenAndClosesWhatItStartsAllTheSame() throws Exception {
        Thread waiting = Thread.currentThread();
        CountDownLatch released = new CountDownLatch(1);
        long begun = System.nanoTime();

        assertThatThrownBy(() -> InterruptibleStart.of(() -> {
                    waiting.interrupt();
                    awaitDeaf(released);
                    return closed::countDown;
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(closed.getCount()).isOne();
        released.countDown();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** As a driver that waits for its server does. */
    private static void awaitDeaf(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.interrupted();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}

package io.botfleet.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UntilCtrlCTest {
    private final CountDownLatch asked = new CountDownLatch(1);

    @Test
    void interruptsAStart() {
        assertThatThrownBy(() -> UntilCtrlC.unlessAsked(asked, () -> {
                    asked.countDown();
                    new CountDownLatch(1).await();
                    return "started";
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interruptsAStartThatBeginsTooLate() {
        asked.countDown();

        assertThatThrownBy(() -> UntilCtrlC.unlessAsked(asked, () -> {
                    new CountDownLatch(1).await();
                    return "started";
                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptsNothingOnceItHasStarted() throws Exception {
        String started = UntilCtrlC.unlessAsked(asked, () -> "started");

        asked.countDown();

        assertThat(started).isEqualTo("started");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void leavesNoInterruptToWhatEndsAStartThatDidNotListen() throws Exception {
        String started = UntilCtrlC.unlessAsked(asked, () -> {
            asked.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return "started";
        });

        assertThat(started).isEqualTo("started");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}

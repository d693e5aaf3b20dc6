package io.botfleet.bootstrap.architecture.broken.domain;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;

/** Each method asks for something that no argument gave it; the last one is as it should be. */
@SuppressWarnings({"unused", "ThreadPriorityCheck", "InterruptedExceptionSwallowed"})
final class Impure {
    Instant now() {
        return Instant.now();
    }

    LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    long milliseconds() {
        return System.currentTimeMillis();
    }

    long nanoseconds() {
        return System.nanoTime();
    }

    UUID identity() {
        return UUID.randomUUID();
    }

    int chance() {
        return new Random(7).nextInt();
    }

    void shuffled(List<String> cards) {
        Collections.shuffle(cards);
    }

    String environment() {
        return String.valueOf(System.getenv("HOME"));
    }

    void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    void thread(ExecutorService threads) {
        threads.shutdown();
    }

    long parallel(List<String> items) {
        return items.parallelStream().count();
    }

    void exit() {
        System.exit(1);
    }

    Instant told(Clock clock) {
        return Instant.now(clock);
    }
}

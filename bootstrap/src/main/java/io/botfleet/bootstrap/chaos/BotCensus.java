package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.local.LocalInspection;
import io.botfleet.domain.client.ClientId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts every client's bots once a second, whatever they write down themselves: two at once would trade one account. */
final class BotCensus implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LocalInspection inspection;
    private final int clients;
    private final Set<String> doubles = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    BotCensus(LocalInspection inspection, int clients) {
        this.inspection = inspection;
        this.clients = clients;
        this.thread = Thread.ofVirtual().name("census").start(this::count);
    }

    private void count() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (int number = 1; number <= clients; number++) {
                    ClientId client = new ClientId(number);
                    long bots = inspection.bots(client);
                    if (bots > 1) {
                        doubles.add(client + " had " + bots + " bots at once");
                    }
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every client that was seen with two. */
    Set<String> doubles() {
        return Set.copyOf(doubles);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

package io.botfleet.adapters.blockchain.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reader as the platform is one, which holds each answer against what is really on the chain. */
final class Reading {
    private final CommandLog log;
    private final List<ChainEvent> truth;
    private final List<Cursor> cursors = new ArrayList<>();
    private final List<ChainEvent> events = new ArrayList<>();
    private int failures;

    /** @param truth every event of a chain that is not reorganised meanwhile */
    Reading(CommandLog log, List<ChainEvent> truth) {
        this.log = log;
        this.truth = truth;
    }

    /** Everything that is on the chain, by a reader that nothing comes between. */
    static List<ChainEvent> truth(CommandLog direct) {
        Reading reading = new Reading(direct, List.of());
        long latest = direct.head().latest().number();
        while (reading.block() < latest) {
            reading.take(latest);
        }
        return List.copyOf(reading.events);
    }

    /** One turn of the chain reader; whether it failed. What it took in must be what is there, and all of it. */
    boolean fails(long upTo) {
        long before = block();
        try {
            take(upTo);
        } catch (Unavailable failed) {
            failures++;
            assertThat(block()).isEqualTo(before);
            return true;
        }
        assertThat(block()).as("the cursor never goes back").isGreaterThanOrEqualTo(before);
        assertThat(settledAsSeen(events))
                .as("everything up to block " + block() + " and nothing else")
                .isEqualTo(settledAsSeen(truth.stream()
                        .filter(event -> event.block().number() <= block())
                        .toList()));
        return false;
    }

    private void take(long upTo) {
        if (cursors.isEmpty()) {
            cursors.add(log.start());
            return;
        }
        Blocks read = log.read(cursors.getLast(), upTo, this::earlier);
        assertThat(read).as("this chain is not reorganised").isInstanceOf(Blocks.Extended.class);
        Blocks.Extended extended = (Blocks.Extended) read;
        events.addAll(extended.events());
        cursors.add(extended.to());
    }

    private List<Cursor> earlier(long block) {
        return cursors.stream()
                .filter(cursor -> cursor.block().number() <= block)
                .distinct()
                .toList()
                .reversed();
    }

    /** The same with finality left out, which depends on when one looked. */
    private static List<ChainEvent> settledAsSeen(List<ChainEvent> events) {
        return events.stream()
                .map(event -> event instanceof ChainEvent.Settled settled
                        ? new ChainEvent.Settled(
                                settled.command(), settled.fact().finalised(false))
                        : event)
                .toList();
    }

    long block() {
        return Optional.of(cursors)
                .filter(known -> !known.isEmpty())
                .map(known -> known.getLast().block().number())
                .orElse(-1L);
    }

    int failures() {
        return failures;
    }
}

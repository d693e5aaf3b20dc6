package io.botfleet.adapters.rest.command;

import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.JournalEntry;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Follows the journal: what is there first, then what comes, in order and without a gap. */
@Singleton
final class JournalTail {
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final int PAGE = 500;

    private final CommandViews views;
    private final Scheduler blocking;

    JournalTail(CommandViews views, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.views = views;
        this.blocking = Schedulers.fromExecutorService(blocking);
    }

    /** Every step after {@code sequence}, for ever; it fails when the store can't be reached. */
    Flux<JournalEntry> after(long sequence) {
        return Flux.defer(() -> {
            AtomicLong seen = new AtomicLong(sequence);
            return Mono.fromCallable(() -> views.journalAfter(seen.get(), PAGE))
                    .subscribeOn(blocking)
                    .doOnNext(page -> {
                        if (!page.isEmpty()) {
                            seen.set(page.getLast().sequence());
                        }
                    })
                    .repeatWhen(rounds -> rounds.delayElements(LOOK))
                    .concatMapIterable(page -> page, 1);
        });
    }

    /** The sequence of the last step there is, 0 where there is none, found by halving. */
    long end() {
        long before = -1;
        long end = 1;
        while (isAfter(end)) {
            before = end;
            end *= 2;
        }
        while (end - before > 1) {
            long middle = before + (end - before) / 2;
            if (isAfter(middle)) {
                before = middle;
            } else {
                end = middle;
            }
        }
        return end;
    }

    private boolean isAfter(long sequence) {
        return !views.journalAfter(sequence, 1).isEmpty();
    }
}

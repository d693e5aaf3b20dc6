package io.botfleet.bootstrap.platform;

import io.botfleet.application.bot.BotHistory.Told;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.application.command.Commands;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.client.ClientId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every client's bot, a few at a time, and says what became Degraded and what recovered. A round that takes too
 * long, since many bots are silent, ends, and the next one begins where it stopped: each bot has its turn.
 */
final class BotWatch {
    private static final Logger LOG = LoggerFactory.getLogger("io.botfleet.bots");

    /** A look is two reads of the database and, where a bot runs, four of its API, which give up after seconds. */
    static final int AT_ONCE = 8;

    /** With the looks that have begun by then, less than the minute after which the next round is due. */
    static final Duration LONGEST_ROUND = Duration.ofSeconds(45);

    private final Commands commands;
    private final WatchingBots watching;
    private final Clock clock;
    private Optional<ClientId> next = Optional.empty();

    BotWatch(Commands commands, WatchingBots watching, Clock clock) {
        this.commands = commands;
        this.watching = watching;
        this.clock = clock;
    }

    /**
     * Has one round. The first failure of the outside ends it and is thrown; a mistake with one client is thrown once the
     * others had their turn.
     */
    void look() {
        Round round = new Round(inTurn(commands.clients()), clock.instant().plus(LONGEST_ROUND));
        // Daemons, since one that hangs must not keep the process from its end: what it is at is done again at any
        // time.
        try (ExecutorService workers = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon(true).name("watcher-", 1).factory())) {
            for (int worker = 0; worker < AT_ONCE; worker++) {
                workers.execute(round);
            }
        }
        next = Optional.ofNullable(round.clients.peek());
        Optional.<RuntimeException>ofNullable(round.failure.get())
                .or(() -> Optional.ofNullable(round.mistake.get()))
                .ifPresent(thrown -> {
                    throw thrown;
                });
    }

    /** All of them, first those that the last round left out. */
    private List<ClientId> inTurn(List<ClientId> clients) {
        List<ClientId> turns = new ArrayList<>(clients);
        int first = (int) clients.stream()
                .filter(client -> next.isPresent() && client.compareTo(next.get()) < 0)
                .count();
        Collections.rotate(turns, -first);
        return turns;
    }

    /** What the workers of one round share. */
    private final class Round implements Runnable {
        private final Queue<ClientId> clients;
        private final Instant end;
        private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
        private final AtomicReference<IllegalStateException> mistake = new AtomicReference<>();

        Round(List<ClientId> clients, Instant end) {
            this.clients = new ConcurrentLinkedQueue<>(clients);
            this.end = end;
        }

        @Override
        public void run() {
            while (clock.instant().isBefore(end)
                    && failure.get() == null
                    && !Thread.currentThread().isInterrupted()) {
                ClientId client = clients.poll();
                if (client == null) {
                    return;
                }
                look(client);
            }
        }

        private void look(ClientId client) {
            try {
                if (watching.watch(client).orElse(null) instanceof Told.News news) {
                    say(news);
                }
            } catch (PortFailure outside) {
                failure.compareAndSet(null, outside);
            } catch (RuntimeException | Error mine) {
                mistake.compareAndSet(
                        null, new IllegalStateException("looking at the bot of " + client + ": " + mine, mine));
            }
        }
    }

    private static void say(Told.News news) {
        Optional<BotChange> degraded = news.before().filter(before -> before.state() instanceof BotState.Degraded);
        BotChange now = news.now();
        if (now.state() instanceof BotState.Degraded state) {
            LOG.warn(
                    "{} state=DEGRADED cause={} {}. It settles nothing; ./botfleet status {} has its history",
                    ids(now),
                    state.cause(),
                    state.reason(),
                    now.client());
        } else if (degraded.isPresent()) {
            LOG.info(
                    "{} state={} and was DEGRADED since {}",
                    ids(now),
                    now.state().kind(),
                    degraded.get().at());
        }
    }

    private static String ids(BotChange change) {
        return change.command().map(command -> "command=" + command + " ").orElse("") + "client=" + change.client();
    }
}

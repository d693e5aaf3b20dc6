package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.postgres.platform.DatabaseCheck;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.bootstrap.platform.SecretFiles;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at every part before the platform is started on it: waits for those that are away, and refuses what is wrong. What
 * secrets are sealed to is no such part: only starts and backtests wait for that, and {@code /health} tells of it.
 */
final class StartupChecks implements AutoCloseable {
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(2);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(5);
    private static final long GLANCE_MILLISECONDS = 50;

    private final ChainCheck chain;
    private final GitCheck git;
    private final ClusterCheck cluster;
    private final Map<String, Runnable> looks = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    StartupChecks(PlatformSettings settings, Clock clock) {
        this.cluster = new ClusterCheck(settings, clock);
        this.chain = new ChainCheck(settings);
        this.git = new GitCheck(settings);
        DatabaseCheck database = new DatabaseCheck(
                settings.database(), SecretFiles.read(settings.databasePassword()), DATABASE_PATIENCE);
        looks.put("chain", chain::check);
        looks.put("postgresql", database::check);
        looks.put("git", git::check);
        looks.put("cluster", cluster::check);
    }

    /**
     * Looks again and again until nothing is away; false where it was asked to stop before that. Throws
     * {@link Permanent}, with all that is wrong, where waiting is in vain.
     *
     * @param away told after each round: why each part is waited for, by its name
     */
    boolean await(CountDownLatch asked, Consumer<Map<String, String>> away) throws InterruptedException {
        while (true) {
            Optional<Map<String, String>> missing = round(asked);
            if (missing.isEmpty()) {
                return false;
            }
            if (missing.get().isEmpty()) {
                return true;
            }
            away.accept(missing.get());
            if (asked.await(BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
    }

    /** One look at every part, all at the same time; empty where it was asked to stop meanwhile. */
    private Optional<Map<String, String>> round(CountDownLatch asked) throws InterruptedException {
        Map<String, Future<Optional<PortFailure>>> running = new LinkedHashMap<>();
        looks.forEach((part, look) -> running.put(part, threads.submit(() -> failure(look))));
        Map<String, String> away = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (var each : running.entrySet()) {
            while (!each.getValue().isDone()) {
                if (asked.await(GLANCE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    return Optional.empty();
                }
            }
            result(each.getValue()).ifPresent(failure -> {
                switch (failure) {
                    case Unavailable passing -> away.put(each.getKey(), passing.what());
                    case Conflict passing -> away.put(each.getKey(), passing.what());
                    case Permanent lasting -> wrong.add(each.getKey() + ": " + lasting.what());
                }
            });
        }
        if (!wrong.isEmpty()) {
            throw new Permanent(String.join("\n  ", wrong));
        }
        return Optional.of(away);
    }

    private static Optional<PortFailure> failure(Runnable look) {
        try {
            look.run();
            return Optional.empty();
        } catch (PortFailure failure) {
            return Optional.of(failure);
        }
    }

    private static Optional<PortFailure> result(Future<Optional<PortFailure>> look) throws InterruptedException {
        try {
            return look.get();
        } catch (ExecutionException mistake) {
            throw new IllegalStateException("a look at a part failed", mistake.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        git.close();
        chain.close();
        cluster.close();
    }
}

package io.botfleet.adapters.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the API server fails, nothing is concluded from it; and once it is well again, so is what is known. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init")
final class UnreliableControlPlaneTest {
    private static final WorkloadId BOT = new WorkloadId("cliente-001");
    private static final Duration STALENESS = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private ScriptedApi api;
    private KubernetesCluster cluster;

    @BeforeEach
    void startWithOneBot() {
        api = new ScriptedApi();
        api.pods(UnreliableControlPlaneTest::oneBot);
    }

    @AfterEach
    void stop() {
        cluster.close();
        api.close();
    }

    private static void oneBot(ScriptedApi.Exchange exchange) throws IOException, InterruptedException {
        if (exchange.isWatch()) {
            exchange.eventsAsAsked();
        } else {
            exchange.list("1", "", ScriptedApi.pod(BOT.name(), "Running"));
        }
    }

    private void connect() {
        cluster = KubernetesCluster.connect(api.settings(folder, STALENESS), Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 503})
    void knowsNothingWhileItIsRefused(int status) {
        AtomicBoolean refusing = new AtomicBoolean(true);
        api.pods(exchange -> {
            if (refusing.get()) {
                exchange.status(status, "not now", Map.of());
            } else {
                oneBot(exchange);
            }
        });
        connect();
        Observation.Unreachable away = awaitUnreachable(why -> why.contains(status + " not now"));
        assertThat(away.why()).contains("pods").doesNotContain("PLANTED");
        assertThatThrownBy(() -> cluster.workloads().logs(BOT, 10)).isInstanceOf(Unavailable.class);

        refusing.set(false);
        awaitPod();

        refusing.set(true);
        awaitUnreachable(why -> why.contains(status + " not now"));
    }

    @Test
    void knowsNothingBeforeEverythingWasListed() {
        api.pods(exchange -> Thread.sleep(Duration.ofSeconds(20)));
        connect();

        awaitUnreachable(why -> why.contains("pods are not known"));
    }

    @Test
    void staysSureWhileNothingChangesForLongerThanNewsCount() throws InterruptedException {
        Duration staleness = Duration.ofSeconds(5);
        cluster = KubernetesCluster.connect(api.settings(folder, staleness), Clock.systemUTC());
        awaitPod();
        long lists = listsOfPods();

        long end = System.nanoTime() + staleness.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            assertThat(cluster.workloads().observe(BOT)).isInstanceOf(Observation.Seen.class);
            Thread.sleep(20);
        }
        assertThat(listsOfPods()).isEqualTo(lists);
    }

    @Test
    void doesNotTrustAConnectionThatFellSilent() throws InterruptedException {
        AtomicBoolean silent = new AtomicBoolean();
        api.pods(exchange -> {
            if (silent.get()) {
                Thread.sleep(Duration.ofSeconds(20));
            } else if (exchange.isWatch()) {
                silent.set(true);
                exchange.events(Duration.ofSeconds(20));
            } else {
                oneBot(exchange);
            }
        });
        connect();
        awaitPod();

        awaitUnreachable(why -> why.contains("nothing was heard of the pods"));
        // What waits for it notes each new reason down, and one that counts would fill the store: it is silent, it did
        // not end the watch, it does not list.
        Set<Observation> reasons = new HashSet<>();
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            reasons.add(cluster.workloads().observe(BOT));
            Thread.sleep(20);
        }
        assertThat(reasons).hasSizeLessThanOrEqualTo(3).allMatch(Observation.Unreachable.class::isInstance);

        api.pods(UnreliableControlPlaneTest::oneBot);
        awaitPod();
    }

    @Test
    void listsAgainWhereHistoryIsForgotten() {
        AtomicBoolean gone = new AtomicBoolean();
        Set<WorkloadId> woken = ConcurrentHashMap.newKeySet();
        api.pods(exchange -> {
            if (!exchange.isWatch()) {
                exchange.list(
                        "9", "", gone.get() ? new String[0] : new String[] {ScriptedApi.pod(BOT.name(), "Running")});
            } else if (exchange.parameter("resourceVersion").equals("9") && !gone.get()) {
                gone.set(true);
                exchange.events(
                        Duration.ZERO,
                        ScriptedApi.event("ERROR", "{\"code\": 410, \"message\": \"too old resource version\"}"));
            } else {
                exchange.eventsAsAsked();
            }
        });
        connect();
        cluster.workloads().onChange(woken::add);

        await(seen -> seen instanceof Observation.Seen it && it.pod().isEmpty() && woken.contains(BOT));
    }

    @Test
    void followsEventsFromWhereTheListEnded() {
        api.pods(exchange -> {
            if (!exchange.isWatch()) {
                exchange.list("7", "");
            } else if (exchange.parameter("resourceVersion").equals("7")) {
                exchange.events(
                        Duration.ofSeconds(20), ScriptedApi.event("ADDED", ScriptedApi.pod(BOT.name(), "Pending")));
            } else {
                exchange.eventsAsAsked();
            }
        });
        connect();

        assertThat(awaitPod().phase()).isEqualTo(Pod.Phase.PENDING);
    }

    @Test
    void readsAListPageByPage() {
        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.eventsAsAsked();
            } else if (exchange.parameter("continue").isEmpty()) {
                exchange.list("1", "second", ScriptedApi.pod("cliente-002", "Running"));
            } else {
                exchange.list("1", "", ScriptedApi.pod(BOT.name(), "Running"));
            }
        });
        connect();

        awaitPod();
        assertThat(cluster.workloads().observe(new WorkloadId("cliente-002")))
                .isInstanceOfSatisfying(
                        Observation.Seen.class, seen -> assertThat(seen.pod()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\": \"ADDED\", \"obj", "{\"type\": \"NONSENSE\"}", "<html>", "[]"})
    void beginsAgainAfterWhatIsNoEvent(String line) {
        AtomicInteger watches = new AtomicInteger();
        api.pods(exchange -> {
            if (exchange.isWatch() && watches.incrementAndGet() == 1) {
                exchange.events(Duration.ZERO, line);
            } else {
                oneBot(exchange);
            }
        });
        connect();

        await(seen -> seen instanceof Observation.Seen && listsOfPods() >= 2 && watches.get() >= 2);
        awaitPod();
    }

    @Test
    void seesTheOtherBotsWhereOneIsOdd() {
        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.eventsAsAsked();
            } else {
                exchange.list(
                        "1",
                        "",
                        "{\"metadata\": {\"name\": 7, \"creationTimestamp\": \"yesterday\", \"labels\": []}, \"status\": {\"phase\": {}, \"containerStatuses\": 3}}",
                        "{}",
                        ScriptedApi.pod(BOT.name(), "Running"));
            }
        });
        connect();

        awaitPod();
    }

    @Test
    void asksNoSoonerThanItIsToldTo() throws InterruptedException {
        api.pods(exchange -> exchange.status(429, "slow down", Map.of("Retry-After", "30")));
        connect();
        awaitUnreachable(why -> why.contains("429"));
        long asked = api.requestsForPods();

        Thread.sleep(1_500);
        assertThat(api.requestsForPods()).isEqualTo(asked);
    }

    @Test
    void doesNotHammerAServerThatEndsEveryWatchAtOnce() throws InterruptedException {
        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.events(Duration.ZERO);
            } else {
                oneBot(exchange);
            }
        });
        connect();
        awaitPod();

        Thread.sleep(1_500);
        assertThat(api.requestsForPods()).isLessThan(15);
    }

    @Test
    void hasNoLogOfAContainerThatHasNotStarted() {
        api.logs(exchange -> exchange.status(400, "container freqtrade is waiting to start", Map.of()));
        connect();
        awaitPod();

        assertThat(cluster.workloads().logs(BOT, 10)).isEmpty();
    }

    @Test
    void asksForNoMoreOfALogThanIsWanted() {
        api.logs(exchange -> exchange.text(200, "first\nsecond\n"));
        connect();
        awaitPod();

        assertThat(cluster.workloads().logs(BOT, 2)).containsExactly("first", "second");
        assertThat(cluster.workloads().logs(BOT, Integer.MAX_VALUE)).hasSize(2);
        assertThat(cluster.workloads().logs(BOT, 0)).isEmpty();
        List<String> asked = api.requests().stream()
                .filter(each -> each.getPath().endsWith("/log"))
                .map(URI::getQuery)
                .toList();
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0)).contains("tailLines=2", "container=freqtrade", "limitBytes=");
        assertThat(asked.get(1)).contains("tailLines=10000");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500})
    void saysThatALogCanNotBeHad(int status) {
        api.logs(exchange -> exchange.status(status, "no log for you", Map.of()));
        connect();
        awaitPod();

        assertThatThrownBy(() -> cluster.workloads().logs(BOT, 10))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no log for you");
    }

    @Test
    void goesOnTellingOthersWhereAListenerFails() {
        Set<WorkloadId> woken = ConcurrentHashMap.newKeySet();
        connect();
        cluster.workloads().onChange(_ -> {
            throw new IllegalStateException("planted");
        });
        cluster.workloads().onChange(woken::add);

        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.events(
                        Duration.ofSeconds(20), ScriptedApi.event("MODIFIED", ScriptedApi.pod(BOT.name(), "Pending")));
            } else {
                oneBot(exchange);
            }
        });

        await(_ -> woken.contains(BOT));
    }

    private long listsOfPods() {
        return api.requests().stream()
                .filter(each -> each.getPath().endsWith("/pods"))
                .filter(each -> !each.getQuery().contains("watch=true"))
                .count();
    }

    private Pod awaitPod() {
        Observation.Seen seen = (Observation.Seen)
                await(any -> any instanceof Observation.Seen it && it.pod().isPresent());
        return seen.pod().orElseThrow();
    }

    private Observation.Unreachable awaitUnreachable(Predicate<String> why) {
        return (Observation.Unreachable)
                await(seen -> seen instanceof Observation.Unreachable away && why.test(away.why()));
    }

    private Observation await(Predicate<Observation> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (true) {
            Observation seen = cluster.workloads().observe(BOT);
            if (condition.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime() - end)
                    .as("time is left; last seen was %s", seen)
                    .isNegative();
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}

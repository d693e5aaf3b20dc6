package io.botfleet.adapters.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.testkit.contract.LogReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a log breaks off, no line of it is lost or told twice, and nobody takes a broken one for one that has ended. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init")
final class FollowedLogTest {
    private static final WorkloadId BOT = new WorkloadId("cliente-001");
    /** Long enough for a machine that has much else to do; a watch lasts half of it. */
    private static final Duration STALENESS = Duration.ofSeconds(10);

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ONE = "2026-07-02T10:00:01.000000001Z one";
    private static final String TWO = "2026-07-02T12:00:01.000000002+02:00 two";
    private static final String THREE = "2026-07-02T10:00:01.000000003Z three";

    @TempDir
    private Path folder;

    private ScriptedApi api;
    private KubernetesCluster cluster;

    @BeforeEach
    void startWithOneBot() {
        api = new ScriptedApi();
        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.eventsAsAsked();
            } else {
                exchange.list("1", "", ScriptedApi.pod(BOT.name(), "Running"));
            }
        });
        cluster = KubernetesCluster.connect(api.settings(folder, STALENESS), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        cluster.close();
        api.close();
    }

    @Test
    void tellsLinesWithoutTheTimesThatItAskedFor() {
        api.logs(exchange -> exchange.lines(LONG, ONE, "2026-07-02T10:00:01.000000002Z ", THREE));

        try (LogReader reader = follow(7)) {
            reader.await("three");

            assertThat(reader.lines()).containsExactly("one", "", "three");
            assertThat(asked())
                    .singleElement()
                    .asString()
                    .contains("follow=true", "timestamps=true", "tailLines=7", "container=freqtrade");
        }
    }

    @Test
    void doesNotWaitForMoreOfAPodThatHasEnded() {
        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.eventsAsAsked();
            } else {
                exchange.list("1", "", ScriptedApi.pod(BOT.name(), "Succeeded"));
            }
        });
        cluster.close();
        cluster = KubernetesCluster.connect(api.settings(folder, STALENESS), Clock.systemUTC());
        api.logs(exchange -> exchange.lines(Duration.ZERO, ONE, TWO));

        try (LogReader reader = follow(7)) {
            assertThat(reader.end(Duration.ofSeconds(30))).isEmpty();

            assertThat(reader.lines()).containsExactly("one", "two");
            assertThat(asked()).singleElement().asString().doesNotContain("follow=true");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnBehindTheLastLineWhereTheServerEndsItOrItBreaksOff(boolean broken) {
        AtomicInteger times = new AtomicInteger();
        api.logs(exchange -> {
            if (times.incrementAndGet() > 1) {
                exchange.lines(LONG, ONE, TWO, THREE);
            } else if (broken) {
                exchange.brokenOff(ONE, TWO);
            } else {
                exchange.lines(Duration.ZERO, ONE, TWO);
            }
        });

        try (LogReader reader = follow(100)) {
            reader.await("three");

            assertThat(reader.lines()).containsExactly("one", "two", "three");
            assertThat(asked().get(1))
                    .contains("sinceTime=2026-07-02T10:00:01.000000002Z")
                    .doesNotContain("tailLines");
        }
    }

    @Test
    void waitsForAContainerThatIsAboutToStart() {
        AtomicInteger times = new AtomicInteger();
        api.logs(exchange -> {
            if (times.incrementAndGet() == 1) {
                exchange.status(400, "container freqtrade is waiting to start", Map.of());
            } else {
                exchange.lines(LONG, ONE);
            }
        });

        try (LogReader reader = follow(100)) {
            reader.await("one");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500})
    void saysAtOnceThatALogIsRefused(int status) {
        api.logs(exchange -> exchange.status(status, "no log for you", Map.of()));
        awaitPod();

        assertThatThrownBy(() -> cluster.workloads().follow(BOT, 10))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no log for you");
    }

    @Test
    void failsWhereItCanNotBeTakenUpAgain() {
        AtomicInteger times = new AtomicInteger();
        api.logs(exchange -> {
            if (times.incrementAndGet() == 1) {
                exchange.lines(Duration.ZERO, ONE);
            } else {
                exchange.status(403, "no log for you", Map.of());
            }
        });

        try (LogReader reader = follow(100)) {
            assertThat(reader.end(Duration.ofSeconds(30)).orElseThrow())
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("no log for you");
            assertThat(reader.lines()).containsExactly("one");
        }
    }

    @Test
    void failsWhereNoTimeTellsWhatComesBehindTheLastLine() {
        api.logs(exchange -> exchange.lines(Duration.ZERO, "unable to retrieve container logs for containerd://1"));

        try (LogReader reader = follow(100)) {
            assertThat(reader.end(Duration.ofSeconds(30))).containsInstanceOf(Unavailable.class);
            assertThat(reader.lines()).containsExactly("unable to retrieve container logs for containerd://1");
        }
    }

    @Test
    void keepsNoMoreOfALineThanAPersonReads() {
        api.logs(exchange -> exchange.lines(LONG, "2026-07-02T10:00:01Z " + "x".repeat(1 << 20), THREE));

        try (LogReader reader = follow(100)) {
            reader.await("three");

            assertThat(reader.lines().getFirst())
                    .startsWith("xxx")
                    .endsWith("x…")
                    .hasSizeLessThan(4_100);
        }
    }

    @Test
    void failsOnceNothingIsHeardOfTheClusterAnyMore() {
        api.logs(exchange -> exchange.lines(LONG, ONE));
        try (LogReader reader = follow(100)) {
            reader.await("one");
            api.pods(exchange -> exchange.status(503, "not now", Map.of()));

            assertThat(reader.end(Duration.ofSeconds(45))).containsInstanceOf(Unavailable.class);
        }
    }

    @Test
    void endsWithItsPodThoughTheServerKeepsItOpen() {
        api.logs(exchange -> exchange.lines(LONG, ONE));
        try (LogReader reader = follow(100)) {
            reader.await("one");
            become(ScriptedApi.pod(BOT.name(), "Running").replace("-uid", "-other-uid"));

            assertThat(reader.end(Duration.ofSeconds(45))).isEmpty();
        }
    }

    @Test
    void endsOnceAJobHasToldEverything() {
        api.logs(exchange -> exchange.lines(Duration.ZERO, ONE, TWO));

        try (LogReader reader = follow(100)) {
            become(ScriptedApi.pod(BOT.name(), "Succeeded"));

            assertThat(reader.end(Duration.ofSeconds(30))).isEmpty();
            assertThat(reader.lines()).containsExactly("one", "two");
        }
    }

    @Test
    void leavesTheServerWhereItIsClosed() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        api.logs(exchange -> {
            try {
                while (true) {
                    exchange.line(ONE);
                    Thread.sleep(20);
                }
            } catch (IOException gone) {
                left.countDown();
            }
        });
        LogReader reader = follow(100);
        reader.await("one");

        reader.close();

        assertThat(reader.end(Duration.ofSeconds(5))).isEmpty();
        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void become(String pod) {
        api.pods(exchange -> {
            if (exchange.isWatch()) {
                exchange.eventsAsAsked(ScriptedApi.event("MODIFIED", pod));
            } else {
                exchange.list("1", "", pod);
            }
        });
    }

    private List<String> asked() {
        return api.requests().stream()
                .filter(each -> each.getPath().endsWith("/log"))
                .map(URI::getQuery)
                .toList();
    }

    private LogReader follow(int lines) {
        awaitPod();
        return LogReader.of(cluster.workloads().follow(BOT, lines));
    }

    private void awaitPod() {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!(cluster.workloads().observe(BOT) instanceof Observation.Seen seen
                && seen.pod().isPresent())) {
            assertThat(System.nanoTime() - end).as("time is left").isNegative();
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}

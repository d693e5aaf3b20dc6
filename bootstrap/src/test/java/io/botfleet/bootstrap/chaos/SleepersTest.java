package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SleepersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONGER_THAN_ANY_LEASE = Duration.ofSeconds(31);
    private static final Duration LONGEST = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    private final Sleepers sleepers = new Sleepers(1);
    private Member member;

    /** A process that only waits. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    @BeforeEach
    void start() throws IOException {
        member = new Member(
                Member.Name.REPLICA,
                List.of("-cp", System.getProperty("java.class.path"), Waiting.class.getName()),
                folder.resolve("log"),
                Optional::empty);
        member.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        member.kill();
    }

    @Test
    void wakesEachOnceItHasSleptLongerThanAnyLease() throws Exception {
        sleepers.add(member, "Commands.save after", NOW);

        assertThat(member.awake()).isFalse();
        assertThat(sleepers.boundaries()).containsExactly("Commands.save after");
        assertThat(sleepers.wakeDue(NOW.plus(LONGER_THAN_ANY_LEASE))).isEmpty();
        assertThat(sleepers.wakeDue(NOW.plus(LONGEST))).containsExactly("Commands.save after");
        assertThat(member.awake()).isTrue();
        assertThat(sleepers.boundaries()).isEmpty();
        assertThat(sleepers.wakeDue(NOW.plus(LONGEST))).isEmpty();
    }

    @Test
    void wakesAProcessOnceWhereTwoOfItsThreadsSleep() throws Exception {
        sleepers.add(member, "Commands.save after", NOW);
        sleepers.add(member, "Commands.claim after", NOW.plusMillis(9));
        Instant woken = NOW;
        List<String> boundaries = List.of();
        while (boundaries.isEmpty()) {
            woken = woken.plusMillis(1);
            boundaries = sleepers.wakeDue(woken);
        }

        assertThat(boundaries).containsExactly("Commands.save after", "Commands.claim after");
        assertThat(woken).isBetween(NOW.plus(LONGER_THAN_ANY_LEASE), NOW.plus(LONGEST));
        assertThat(sleepers.boundaries()).isEmpty();
    }

    @Test
    void doesNotCountWhoWasKilledInItsSleep() throws Exception {
        sleepers.add(member, "Commands.save after", NOW);
        member.kill();
        member.start();

        assertThat(sleepers.wakeDue(NOW)).isEmpty();
        assertThat(sleepers.boundaries()).isEmpty();
        assertThat(sleepers.wakeDue(NOW.plus(LONGEST))).isEmpty();
    }
}

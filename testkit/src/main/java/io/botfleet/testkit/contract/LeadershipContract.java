package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link io.botfleet.application.leadership.Leadership} keeps to. */
public abstract class LeadershipContract extends StoreContract {
    private static final Duration LEASE = Duration.ofMillis(1_500);

    @Test
    void givesARoleToOneReplicaAtATime() {
        assertThat(hold(ONE, LONG)).isPresent();

        assertThat(hold(TWO, LONG)).isEmpty();
    }

    @Test
    void givesEachRoleApart() {
        assertThat(stores().leadership().hold(Role.SETTLER, ONE, LONG)).isPresent();

        assertThat(stores().leadership().hold(Role.GIT_WRITER, TWO, LONG)).isPresent();
    }

    @Test
    void keepsTheEpochWhileTheHolderRenews() {
        Optional<Fence> taken = hold(ONE, LEASE);
        stores().letPass(LEASE.dividedBy(2));
        assertThat(hold(ONE, LEASE)).isEqualTo(taken);
        stores().letPass(LEASE.dividedBy(2).plusMillis(50));

        assertThat(hold(TWO, LEASE)).as("it was renewed").isEmpty();
    }

    @Test
    void raisesTheEpochWithEveryTaking() {
        long first = hold(ONE, LEASE).orElseThrow().epoch();
        stores().letPass(LEASE.plusMillis(100));
        long second = hold(TWO, LEASE).orElseThrow().epoch();
        assertThat(second).isGreaterThan(first);
        stores().letPass(LEASE.plusMillis(100));

        assertThat(hold(TWO, LONG).orElseThrow().epoch())
                .as("somebody could have led in between")
                .isGreaterThan(second);
        assertThat(hold(ONE, LEASE)).isEmpty();
    }

    @Test
    void givesAReleasedRoleToAnyoneAtOnce() {
        long first = hold(ONE, LONG).orElseThrow().epoch();

        stores().leadership().release(Role.SETTLER, ONE);

        assertThat(hold(TWO, LONG).orElseThrow().epoch()).isGreaterThan(first);
    }

    @Test
    void ignoresTheReleaseOfARoleThatIsNotHeld() {
        stores().leadership().release(Role.SETTLER, ONE);
        hold(ONE, LONG);

        stores().leadership().release(Role.SETTLER, TWO);

        assertThat(hold(TWO, LONG)).isEmpty();
    }

    @Test
    void remembersTheHolderWhenItIsOpenedAgain() {
        Optional<Fence> taken = hold(ONE, LONG);

        assertThat(stores().reopened().leadership().hold(Role.SETTLER, TWO, LONG))
                .isEmpty();
        assertThat(stores().reopened().leadership().hold(Role.SETTLER, ONE, LONG))
                .isEqualTo(taken);
    }

    @Test
    void letsOneOfManyConcurrentReplicasLead() throws Exception {
        AtomicInteger number = new AtomicInteger();

        List<Optional<Fence>> fences = atOnce(8, () -> hold(new Replica("replica-" + number.incrementAndGet()), LONG));

        assertThat(fences.stream().flatMap(Optional::stream)).hasSize(1);
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        Stores down = stores().down();

        assertThatThrownBy(() -> down.leadership().hold(Role.SETTLER, ONE, LONG))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.leadership().release(Role.SETTLER, ONE)).isInstanceOf(Unavailable.class);
    }

    private Optional<Fence> hold(Replica replica, Duration timeToLive) {
        return stores().leadership().hold(Role.SETTLER, replica, timeToLive);
    }
}

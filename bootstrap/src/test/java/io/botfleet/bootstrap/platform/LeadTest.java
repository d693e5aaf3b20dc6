package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeadTest {
    private static final Duration PAST_THE_LEASE = Lead.TIME_TO_LIVE.plusMillis(1);

    private final World world = new World();
    private final Lead lead = of("one");
    private final Lead other = of("two");

    @Test
    void asksForNothingWhileItIsHeld() {
        assertThat(lead.fence()).isEqualTo(lead.fence());
    }

    @Test
    void leadsUnderAHigherEpochAfterEveryDoubt() {
        long before = lead.fence().orElseThrow().epoch();

        lead.doubt();

        assertThat(lead.fence().orElseThrow().epoch()).isGreaterThan(before);
    }

    /** Two replicas whose rounds are longer than the lease would take the role from each other, and neither get on. */
    @Test
    void keepsTheRoleForARoundThatIsLongerThanTheLease() {
        Set<Fence> fences = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            lead.round(fence -> {
                fences.add(fence.orElseThrow());
                for (Duration at = Duration.ZERO;
                        at.compareTo(Lead.TIME_TO_LIVE.multipliedBy(3)) < 0;
                        at = at.plus(Lead.RENEW_AFTER)) {
                    world.clock().advance(Lead.RENEW_AFTER);
                    lead.renew();
                    assertThat(other.<Boolean>round(Optional::isPresent))
                            .as("the other replica leads")
                            .isFalse();
                }
                return true;
            });
        }

        assertThat(fences).as("one epoch").hasSize(1);
    }

    @Test
    void losesTheRoleWithARoundThatNobodyRenewsItFor() {
        lead.round(_ -> {
            world.clock().advance(PAST_THE_LEASE);
            assertThat(other.fence()).isPresent();
            return true;
        });

        assertThat(lead.fence()).isEmpty();
    }

    @Test
    void letsGoOfTheRoleOfARoundThatHangs() {
        lead.round(_ -> {
            Duration hung = Duration.ZERO;
            while (hung.compareTo(Lead.LONGEST_ROUND) <= 0) {
                assertThat(other.fence()).as("after %s", hung).isEmpty();
                world.clock().advance(Lead.RENEW_AFTER);
                hung = hung.plus(Lead.RENEW_AFTER);
                lead.renew();
            }
            world.clock().advance(PAST_THE_LEASE);
            lead.renew();
            assertThat(other.fence()).isPresent();
            return true;
        });

        assertThat(lead.seemsHeld()).isFalse();
        assertThat(lead.fence()).isEmpty();
    }

    /** As in a process that was stopped: what the round still writes is refused, and the other one's lease is let be. */
    @Test
    void renewsNothingThatSomebodyElseTookMeanwhile() {
        lead.round(fence -> {
            world.clock().advance(PAST_THE_LEASE);
            Fence taken = other.fence().orElseThrow();
            assertThat(taken.epoch()).isGreaterThan(fence.orElseThrow().epoch());

            lead.renew();

            assertThat(lead.seemsHeld()).isFalse();
            world.clock().advance(PAST_THE_LEASE);
            lead.renew();
            assertThat(other.fence().orElseThrow().epoch())
                    .as("it was free, and not taken by a round that had lost it")
                    .isEqualTo(taken.epoch() + 1);
            return true;
        });
    }

    @Test
    void takesTheRoleAnewAfterALeaseThatEndedUnseen() {
        long before = lead.round(fence -> {
            world.clock().advance(PAST_THE_LEASE);
            lead.renew();
            return fence.orElseThrow().epoch();
        });

        assertThat(lead.fence().orElseThrow().epoch()).isEqualTo(before + 1);
    }

    @Test
    void renewsNothingBetweenRounds() {
        lead.round(Optional::isPresent);
        world.clock().advance(PAST_THE_LEASE);
        lead.renew();

        assertThat(other.fence()).isPresent();
    }

    private Lead of(String replica) {
        return new Lead(new InMemoryLeadership(world), Role.GIT_WRITER, new Replica(replica), world.clock());
    }
}

package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final World world = new World();
    private final Leadership leadership = new InMemoryLeadership(world);

    @Test
    void renewsEveryRoleThoughOneCanNotBeRenewed() {
        List<Role> failing = new ArrayList<>();
        Leadership ofOne = new Leadership() {
            @Override
            public Optional<Fence> hold(Role role, Replica replica, Duration timeToLive) {
                if (failing.contains(role)) {
                    throw new Unavailable("the row is locked");
                }
                return leadership.hold(role, replica, timeToLive);
            }

            @Override
            public void release(Role role, Replica replica) {
                leadership.release(role, replica);
            }
        };
        Lead reader = new Lead(ofOne, Role.CHAIN_READER, new Replica("one"), world.clock());
        Lead writer = new Lead(ofOne, Role.GIT_WRITER, new Replica("one"), world.clock());
        Heartbeat heartbeat = new Heartbeat(List.of(reader, writer));

        boolean bothLed = reader.round(reading -> writer.round(writing -> {
            failing.add(Role.CHAIN_READER);
            for (int beats = 0; beats < 4; beats++) {
                world.clock().advance(Lead.RENEW_AFTER);
                assertThatExceptionOfType(Unavailable.class).isThrownBy(heartbeat::beat);
            }
            return reading.isPresent() && writing.isPresent();
        }));

        assertThat(bothLed).isTrue();
        assertThat(leadership.hold(Role.GIT_WRITER, new Replica("two"), Lead.TIME_TO_LIVE))
                .isEmpty();
        assertThat(leadership.hold(Role.CHAIN_READER, new Replica("two"), Lead.TIME_TO_LIVE))
                .isPresent();
    }
}

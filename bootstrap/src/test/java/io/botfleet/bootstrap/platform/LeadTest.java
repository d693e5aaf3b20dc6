package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.World;
import org.junit.jupiter.api.Test;

class LeadTest {
    private final World world = new World();
    private final Lead lead =
            new Lead(new InMemoryLeadership(world), Role.GIT_WRITER, new Replica("one"), world.clock());

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
}

package io.botfleet.application.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.command.Command;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"-PT1H, PT1S", "PT0S, PT1S", "PT0.5S, PT1S", "PT5S, PT5S", "PT9M, PT9M", "PT1H, PT10M"})
    void sleepsUntilItsTimeButNeitherForNoTimeNorForLong(Duration ahead, Duration sleep) {
        World world = new World();
        Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
        platform.send(new Address("0x" + "a".repeat(40)), Platform.stop("now"));
        platform.run(3);
        Command command = platform.command(1);

        assertThat(Next.asleepUntil(NOW.plus(ahead), command, NOW)).isEqualTo(new Next(command, sleep));
    }

    @Test
    void hasRoomForABotAndNoNegativeDepth() {
        assertThat(policy(0, 1).mostBots()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> policy(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(0, 0));
    }

    private static Policy policy(int confirmations, int mostBots) {
        Duration any = Duration.ofSeconds(1);
        return new Policy(confirmations, any, any, mostBots, 1, any, any, any, any, any);
    }
}

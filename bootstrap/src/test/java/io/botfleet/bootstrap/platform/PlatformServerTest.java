package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.application.command.Policy;
import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.secret.Secret;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformServerTest {
    /** Not the container's own, which would be printed with its whole trace. */
    @Test
    void failsWithTheFailureOfThePartThatItCannotMake(@TempDir Path folder) {
        PlatformSettings settings = new PlatformSettings(
                Secret.of("http://127.0.0.1:1"),
                new Gateway(31_337, new Address("0x%040x".formatted(1))),
                0,
                GitRemote.open(folder.resolve("gitops.git").toUri().toString()),
                folder.resolve("mirror"),
                new Place("127.0.0.1", 1, Place.DATABASE),
                new Place("127.0.0.1", 1, Place.DATABASE),
                folder.resolve("missing"),
                folder.resolve("missing"),
                folder.resolve("missing"),
                folder.resolve("missing"),
                _ -> {
                    throw new Permanent("there is no file " + folder.resolve("missing"));
                },
                new Policy(
                        2,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        100,
                        2,
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(300),
                        Duration.ZERO),
                BigInteger.ONE,
                Duration.ofSeconds(1),
                0,
                BotLogs.WITHHELD);

        assertThatThrownBy(() -> PlatformServer.start(settings))
                .isInstanceOf(Permanent.class)
                .hasMessage("there is no file " + folder.resolve("missing"));
    }
}

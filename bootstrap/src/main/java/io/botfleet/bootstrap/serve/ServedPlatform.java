package io.botfleet.bootstrap.serve;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.platform.PlatformServer;
import io.botfleet.bootstrap.platform.PlatformSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A platform that owns none of its parts: it starts when all of them are there, and stops without touching any. */
public final class ServedPlatform implements AutoCloseable {
    private static final long BEFORE_ANOTHER_START_SECONDS = 2;

    private final PlatformServer server;

    private ServedPlatform(PlatformServer server) {
        this.server = server;
    }

    /**
     * Waits for the parts, however long they take, and starts; empty where it was asked to stop before that. Throws
     * {@link io.botfleet.application.failure.Permanent} where what it was told is wrong, and {@link IOException} where
     * the port is taken.
     *
     * @param host where to listen
     * @param asked is counted down by whoever wants it to stop
     */
    public static Optional<ServedPlatform> start(
            PlatformSettings settings, String host, CountDownLatch asked, Reporter reporter)
            throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        Waits waits = new Waits(reporter, clock);
        while (partsAreThere(settings, new InetSocketAddress(host, settings.httpPort()), asked, waits, clock)) {
            try {
                return Optional.of(new ServedPlatform(PlatformServer.start(settings)));
            } catch (Unavailable gone) {
                waits.tell(Map.of("the platform", gone.what()));
                if (asked.await(BEFORE_ANOTHER_START_SECONDS, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean partsAreThere(
            PlatformSettings settings, InetSocketAddress address, CountDownLatch asked, Waits waits, Clock clock)
            throws IOException, InterruptedException {
        try (WaitingRoom room = WaitingRoom.open(address, clock);
                StartupChecks checks = new StartupChecks(settings, clock)) {
            return checks.await(asked, away -> {
                room.waitFor(away.keySet());
                waits.tell(away);
            });
        }
    }

    /** What is told of a platform that is up. */
    public static Event up(PlatformSettings settings, String host) {
        return new Event(
                        "up",
                        "botfleet serves the gateway " + settings.gateway().address() + " on chain "
                                + settings.gateway().chainId() + "; its API is at " + host + ":" + settings.httpPort()
                                + ".")
                .with("chainId", settings.gateway().chainId())
                .with("gateway", settings.gateway().address().hex())
                .with("host", host)
                .with("httpPort", settings.httpPort());
    }

    /** Stops the platform; bots and everything else go on. */
    @Override
    public void close() {
        server.close();
    }
}

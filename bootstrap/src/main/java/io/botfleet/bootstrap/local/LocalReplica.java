package io.botfleet.bootstrap.local;

import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.bootstrap.console.Progress;
import io.botfleet.bootstrap.platform.Closing;
import io.botfleet.bootstrap.platform.InterruptibleStart;
import io.botfleet.bootstrap.platform.PlatformServer;
import io.botfleet.bootstrap.platform.PlatformSettings;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalInt;

/**
 * One more replica of the platform in a process of its own, on the parts of one that is up. All replicas are equal: each
 * takes over what another was doing when it died or fell silent.
 */
public final class LocalReplica implements AutoCloseable {
    private final Path own;
    private final URI apiUrl;
    private final PlatformServer server;

    private LocalReplica(Path own, URI apiUrl, PlatformServer server) {
        this.own = own;
        this.apiUrl = apiUrl;
        this.server = server;
    }

    /** Throws {@link io.botfleet.application.failure.Permanent} where no platform is up on the directory. */
    public static LocalReplica start(DataDirectory directory, OptionalInt port, Progress progress) throws Exception {
        LocalParts parts = new LocalParts(directory, Installation.current(), Trial.current());
        Path own = directory.replica(ProcessHandle.current().pid());
        try {
            Ports ports = new Ports(own.resolve("ports"), new SecureRandom());
            int apiPort = port.isPresent() ? ports.insistOn("api", port.getAsInt()) : ports.choose("api");
            PlatformSettings settings = parts.found(own.resolve("mirror"), apiPort);
            PlatformServer server =
                    progress.step("the replica", () -> InterruptibleStart.of(() -> PlatformServer.start(settings)));
            return new LocalReplica(own, URI.create("http://127.0.0.1:" + apiPort), server);
        } catch (Exception failed) {
            PrivateFiles.deleteAll(own);
            throw failed;
        }
    }

    /** A free port, the same one each time for one name while it is free. */
    public static int choosePort(DataDirectory directory, String name) {
        return new Ports(directory.root().resolve("ports"), new SecureRandom()).choose(name);
    }

    public URI apiUrl() {
        return apiUrl;
    }

    /** Stops this replica; the platform that is up, the bots and everything else go on. */
    @Override
    public void close() {
        try {
            Closing.of(server).await();
        } finally {
            PrivateFiles.deleteAll(own);
        }
    }
}

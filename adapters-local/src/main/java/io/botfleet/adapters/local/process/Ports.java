package io.botfleet.adapters.local.process;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Free loopback ports, each kept for its name from one start to the next.
 *
 * <p>They come from below Linux's range for outgoing connections ({@code ip_local_port_range}, from 32768), so that no
 * connection of somebody else's takes one between two starts.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;

    private final Path folder;
    private final RandomGenerator random;

    /** @param folder where the choices are kept, one file for each name */
    public Ports(Path folder, RandomGenerator random) {
        this.folder = PrivateFiles.folder(folder);
        this.random = random;
    }

    /** The port of this name: the recorded one unless somebody listens on it, otherwise a new one, recorded. */
    public synchronized int choose(String name) {
        OptionalInt recorded = recorded(name);
        if (recorded.isPresent() && free(recorded.getAsInt())) {
            return recorded.getAsInt();
        }
        for (int attempt = 0; attempt < COUNT; attempt++) {
            int port = FIRST + random.nextInt(COUNT);
            if (!promised(port) && free(port)) {
                PrivateFiles.write(folder.resolve(name), Integer.toString(port).getBytes(StandardCharsets.US_ASCII));
                return port;
            }
        }
        throw new Permanent("no loopback port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }

    /** Where the wanted port matters more than keeping the old one; throws {@link Permanent} where it is taken. */
    public synchronized int insistOn(String name, int port) {
        if (!free(port)) {
            throw new Permanent("port " + port + " for " + name + " is in use");
        }
        PrivateFiles.write(folder.resolve(name), Integer.toString(port).getBytes(StandardCharsets.US_ASCII));
        return port;
    }

    public OptionalInt recorded(String name) {
        try {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(folder.resolve(name)).trim()));
        } catch (NoSuchFileException absent) {
            return OptionalInt.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("the port of " + name, failure);
        }
    }

    public void forget(String name) {
        PrivateFiles.delete(folder.resolve(name));
    }

    private boolean promised(int port) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(PrivateFiles.UNFINISHED))
                    .map(this::recorded)
                    .anyMatch(other -> other.isPresent() && other.getAsInt() == port);
        } catch (IOException failure) {
            throw new UncheckedIOException("the recorded ports", failure);
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

package io.botfleet.bootstrap.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The way to a port of this machine, which can be cut for those who take it while everybody else is answered. */
final class Relay implements AutoCloseable {
    private enum Way {
        OPEN,
        /** Connections are made and stay, and nothing comes through: a network that drops what it is given. */
        SILENT,
        /** Every connection is closed at once: nobody listens there any more. */
        REFUSED
    }

    private final int target;
    private final ServerSocket entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Way way = Way.OPEN;

    Relay(int target) throws IOException {
        this.target = target;
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void fallSilent() {
        way = Way.SILENT;
    }

    void refuse() {
        way = Way.REFUSED;
        closeAll();
    }

    /** What was lost meanwhile stays lost: who takes the way has to begin again. */
    void open() {
        way = Way.OPEN;
        closeAll();
    }

    private void accept() {
        while (true) {
            try {
                Socket near = entrance.accept();
                connections.add(near);
                if (way == Way.REFUSED) {
                    drop(near);
                } else {
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                    connections.add(far);
                    threads.execute(() -> carry(near, far));
                    threads.execute(() -> carry(far, near));
                }
            } catch (IOException gone) {
                if (entrance.isClosed()) {
                    return;
                }
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                // What comes while the way is silent is lost, and with it all that follows on this connection.
                if (way == Way.OPEN) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException ended) {
            // By either side, or by the way itself.
        } finally {
            // On a silent way nobody hears that the other side has gone.
            if (way != Way.SILENT) {
                drop(from);
                drop(to);
            }
        }
    }

    private void closeAll() {
        connections.forEach(this::drop);
    }

    private void drop(Socket socket) {
        connections.remove(socket);
        try {
            socket.close();
        } catch (IOException failure) {
            throw new IllegalStateException("a connection can't be closed", failure);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        closeAll();
        threads.shutdown();
    }
}

package io.botfleet.bootstrap.local;

import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.local.cluster.ClusterAddress;
import io.botfleet.adapters.local.process.DirectoryLock;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.application.command.Policy;
import io.botfleet.application.failure.Permanent;
import io.botfleet.bootstrap.console.Progress;
import io.botfleet.bootstrap.platform.Closing;
import io.botfleet.bootstrap.platform.InterruptibleStart;
import io.botfleet.bootstrap.platform.PlatformServer;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A platform with everything it needs on one machine, durable in one data directory. */
public final class LocalPlatform implements AutoCloseable {
    /** A chain that mines when there is something to mine, and clients who are watching. */
    private static final Policy POLICY = new Policy(
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            100,
            2,
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ZERO);

    private static final Duration IDLE = Duration.ofMillis(400);

    private final DataDirectory directory;
    private final DirectoryLock lock;
    private final LocalParts parts;
    private final URI rpcUrl;
    private final Place database;
    private final DeployedGateway gateway;
    private final String gitUrl;
    private final PlatformSettings settings;
    private @Nullable PlatformServer server;

    private LocalPlatform(
            DataDirectory directory,
            DirectoryLock lock,
            LocalParts parts,
            URI rpcUrl,
            Place database,
            DeployedGateway gateway,
            String gitUrl,
            PlatformSettings settings) {
        this.directory = directory;
        this.lock = lock;
        this.parts = parts;
        this.rpcUrl = rpcUrl;
        this.database = database;
        this.gateway = gateway;
        this.gitUrl = gitUrl;
        this.settings = settings;
    }

    /**
     * Starts everything that does not run yet, and takes over what a killed platform left; throws {@link Permanent}
     * where another platform runs on the directory. A start that fails, or is interrupted, ends what it has started
     * itself; what ran before it runs on.
     */
    public static LocalPlatform start(DataDirectory directory, OptionalInt port, Progress progress) throws Exception {
        directory.prepare();
        DirectoryLock lock = lock(directory);
        LocalParts parts = new LocalParts(directory, Installation.current(), Trial.current());
        try {
            return InterruptibleStart.of(() -> new Begun(start(directory, lock, parts, port, progress)))
                    .platform();
        } catch (Exception failed) {
            try (lock) {
                parts.endStarted();
            }
            throw failed;
        }
    }

    /** A platform that nobody may want any more: its parts are then ended, or left, by whoever gave it up. */
    private record Begun(LocalPlatform platform) implements AutoCloseable {
        @Override
        public void close() {
            platform.stopServer();
        }
    }

    private static LocalPlatform start(
            DataDirectory directory, DirectoryLock lock, LocalParts parts, OptionalInt port, Progress progress)
            throws Exception {
        int apiPort = parts.apiPort(port);
        Place database = progress.step("PostgreSQL", parts::postgres);
        URI rpcUrl = progress.step("the development chain", parts::chain);
        DeployedGateway gateway;
        try (JsonRpc rpc = new JsonRpc(rpcUrl, Duration.ofSeconds(10))) {
            gateway = progress.step("the gateway contract", () -> parts.gateway(new EvmNode(rpc)));
        }
        String gitUrl = progress.step("the GitOps repository", parts::repository);
        ClusterAddress cluster = progress.step("the local cluster", () -> parts.cluster(gitUrl));
        PlatformSettings settings =
                settings(parts, rpcUrl, gateway, gitUrl, directory.mirror(), database, cluster, apiPort);
        LocalPlatform platform = new LocalPlatform(directory, lock, parts, rpcUrl, database, gateway, gitUrl, settings);
        progress.step("the platform", () -> {
            platform.startServer();
            return platform;
        });
        new PlatformJson(platform).write(directory.platformJson());
        return platform;
    }

    /** What a platform is told that works on these parts, with a mirror and a port of its own. */
    static PlatformSettings settings(
            LocalParts parts,
            URI rpcUrl,
            DeployedGateway gateway,
            String gitUrl,
            Path mirror,
            Place database,
            ClusterAddress cluster,
            int apiPort) {
        return new PlatformSettings(
                Secret.of(parts.asThePlatformSeesIt(rpcUrl).toString()),
                gateway.gateway(),
                gateway.startBlock(),
                GitRemote.open(gitUrl),
                mirror,
                database,
                database,
                parts.secrets().databasePlatform(),
                parts.settlerKey(),
                parts.secrets().encryptionKeys(),
                parts.secrets().masterKey(),
                new LocalClusterAccess(cluster),
                POLICY,
                LocalParts.FEE_CAP_WEI,
                IDLE,
                apiPort,
                // Whoever reaches this machine's loopback interface can read its files as well.
                BotLogs.SERVED);
    }

    private static DirectoryLock lock(DataDirectory directory) {
        return switch (DirectoryLock.acquire(directory.root(), "botfleet up", Instant.now())) {
            case DirectoryLock.Outcome.Held held -> held.lock();
            case DirectoryLock.Outcome.Refused refused ->
                throw new Permanent("another platform runs on " + directory.root() + ": " + refused.holder());
        };
    }

    /** Ends what runs on a data directory without a platform, and names it; throws {@link Permanent} while one is there. */
    public static List<String> down(DataDirectory directory) {
        directory.prepare();
        try (DirectoryLock _ = lock(directory)) {
            LocalParts parts = new LocalParts(directory, Installation.current(), Trial.NONE);
            List<String> running = parts.running();
            parts.endAll();
            return running;
        }
    }

    /** Starts the parts of a platform that have died beside it, as a machine's own supervisor would. */
    public static void restoreParts(DataDirectory directory, Trial trial) throws IOException {
        new LocalParts(directory, Installation.current(), trial).restore();
    }

    /** Starts the platform's own server again after {@link #stopServer()}. */
    public void startServer() {
        server = PlatformServer.start(settings);
    }

    /** Stops the platform alone; chain, database, cluster and bots go on. */
    public void stopServer() {
        Optional.ofNullable(server).ifPresent(PlatformServer::close);
        server = null;
    }

    public DataDirectory directory() {
        return directory;
    }

    public URI apiUrl() {
        return URI.create("http://127.0.0.1:" + settings.httpPort());
    }

    public URI rpcUrl() {
        return rpcUrl;
    }

    public Place database() {
        return database;
    }

    public Gateway gateway() {
        return gateway.gateway();
    }

    public long startBlock() {
        return gateway.startBlock();
    }

    public String gitUrl() {
        return gitUrl;
    }

    public LocalWallets wallets() {
        return LocalWallets.of(directory);
    }

    LocalSecrets secrets() {
        return parts.secrets();
    }

    /** Stops everything, within ten seconds even where PostgreSQL hangs. */
    @Override
    public void close() {
        try (lock) {
            Closing server = Closing.of(this::stopServer);
            try {
                parts.endPostgresThatHangs();
                server.await();
            } finally {
                parts.endAll();
            }
        }
    }
}

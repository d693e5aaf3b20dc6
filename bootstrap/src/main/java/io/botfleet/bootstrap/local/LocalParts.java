package io.botfleet.bootstrap.local;

import io.botfleet.adapters.blockchain.client.GatewayDeployer;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.gateway.GatewaySettings;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.git.GitOpsSeeder;
import io.botfleet.adapters.git.Identity;
import io.botfleet.adapters.local.chain.AnvilBinary;
import io.botfleet.adapters.local.chain.ChainConfig;
import io.botfleet.adapters.local.chain.DevelopmentChain;
import io.botfleet.adapters.local.cluster.ClusterAddress;
import io.botfleet.adapters.local.cluster.ClusterConfig;
import io.botfleet.adapters.local.cluster.FreqtradeImage;
import io.botfleet.adapters.local.cluster.LocalCluster;
import io.botfleet.adapters.local.cluster.LocalWorkloads;
import io.botfleet.adapters.local.cluster.pod.Image;
import io.botfleet.adapters.local.cluster.pod.Timing;
import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.Launch;
import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.ProcessRegistry;
import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Gwei;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** The parts beside the platform, each a process of its own that outlives it: started, or taken over as they run. */
final class LocalParts {
    static final BigInteger FEE_CAP_WEI = BigInteger.valueOf(500_000_000_000L);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Gwei MINIMUM_FEE = new Gwei(1_000_000);
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Longer than the cluster gives its pods. */
    private static final Duration CLUSTER_GRACE = Timing.DEFAULT.shutdown().plusSeconds(1);

    private static final Duration ALL_BOTS_GONE = Duration.ofSeconds(6);
    private static final Duration ALL_GONE = Duration.ofSeconds(8);
    private static final Duration TO_ANSWER = Duration.ofSeconds(2);
    private static final Duration LEAST_GRACE = Duration.ofSeconds(1);

    private final DataDirectory directory;
    private final Installation installation;
    private final Trial trial;
    private final LocalSecrets secrets;
    private final ProcessRegistry processes;
    private final Ports ports;
    private final Set<String> started = new HashSet<>();
    private boolean startedPostgres;
    private boolean ended;

    LocalParts(DataDirectory directory, Installation installation, Trial trial) {
        this.directory = directory;
        this.installation = installation;
        this.trial = trial;
        this.secrets = new LocalSecrets(directory);
        this.processes = new ProcessRegistry(directory.run());
        this.ports = new Ports(directory.root().resolve("ports"), new SecureRandom());
    }

    LocalSecrets secrets() {
        return secrets;
    }

    int apiPort(OptionalInt wanted) {
        return wanted.isPresent() ? ports.insistOn("api", wanted.getAsInt()) : ports.choose("api");
    }

    Place postgres() {
        EmbeddedPostgres server = startPostgres();
        Place place = new Place("127.0.0.1", server.port(), Place.DATABASE);
        new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, LocalSecrets.read(secrets.databaseAdministrator()))
                .prepare(LocalSecrets.read(secrets.databasePlatform()));
        return place;
    }

    private EmbeddedPostgres startPostgres() {
        boolean running = EmbeddedPostgres.livesOn(directory.postgres());
        synchronized (this) {
            requireWanted("PostgreSQL");
            startedPostgres = !running;
        }
        return EmbeddedPostgres.start(
                directory.postgres(),
                LocalSecrets.read(secrets.databaseAdministrator()),
                running ? 0 : ports.choose("postgres"));
    }

    /** A start that was given up may go on for a while, and must start nothing that nobody would end. */
    private void requireWanted(String part) {
        if (ended) {
            throw new Unavailable(part + " is not started: the start was given up");
        }
    }

    URI chain() throws IOException {
        OptionalInt running = running("chain");
        int port = running.isPresent() ? running.getAsInt() : ports.choose("chain");
        URI url = URI.create("http://127.0.0.1:" + port);
        if (running.isEmpty()) {
            Path config = directory.run().resolve("chain.config");
            ChainConfig.of(directory.root(), port, AnvilBinary.in(installation.nodeModules()), LocalWallets.funded())
                    .withSlots(trial.slots())
                    .write(config);
            start("chain", DevelopmentChain.class, config, port);
        }
        try (JsonRpc rpc = new JsonRpc(url, Duration.ofSeconds(5))) {
            EvmNode node = new EvmNode(rpc);
            await("the development chain", "chain", node::chainId);
        }
        return url;
    }

    /** Where the platform talks to the chain. */
    URI asThePlatformSeesIt(URI chain) {
        return trial.rpcUrl().orElse(chain);
    }

    Path settlerKey() {
        return secrets.settler(LocalWallets.of(directory).key(LocalWallets.SETTLER));
    }

    /** Waits for a process to answer; {@link Permanent} where it does not, with the file that says why. */
    private void await(String what, String process, Runnable asking) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            try {
                asking.run();
                return;
            } catch (Unavailable notYet) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Unavailable("interrupted while " + what + " was starting");
                }
                if (System.nanoTime() > end || running(process).isEmpty()) {
                    throw new Permanent(
                            what + " does not answer; " + directory.logs().resolve(process + ".log") + " says why",
                            notYet);
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    /** The gateway on the chain, created once for each data directory. */
    DeployedGateway gateway(EvmNode node) throws IOException {
        Optional<DeployedGateway> known = DeployedGateway.read(directory.gateway());
        if (known.isPresent()) {
            return known.get();
        }
        LocalWallets wallets = LocalWallets.of(directory);
        Wallet owner = wallets.get(LocalWallets.OWNER);
        Wallet settler = wallets.get(LocalWallets.SETTLER);
        EncryptionKeys keys =
                EncryptionKeys.parse(LocalSecrets.read(secrets.encryptionKeys()).reveal());
        GatewayDeployer.Deployed deployed = new GatewayDeployer(node, FEE_CAP_WEI)
                .deploy(
                        owner,
                        new GatewaySettings(
                                owner.address(),
                                settler.address(),
                                MINIMUM_FEE,
                                WINDOW,
                                Optional.empty(),
                                keys.publicKeys()),
                        Duration.ofSeconds(30));
        DeployedGateway made = new DeployedGateway(deployed.gateway(), deployed.startBlock());
        made.write(directory.gateway());
        return made;
    }

    String repository() {
        new GitOpsSeeder(Identity.BOTFLEET, Clock.systemUTC()).seed(directory.repository(), installation.chart());
        return directory.repository().toUri().toString();
    }

    ClusterAddress cluster(String gitUrl) throws IOException {
        OptionalInt running = running("cluster");
        if (running.isPresent()) {
            return ClusterAddress.of(directory.root(), running.getAsInt());
        }
        int port = ports.choose("cluster");
        Path config = directory.run().resolve("cluster.config");
        ClusterConfig.of(directory.root(), gitUrl, port, Map.of(FreqtradeImage.REPOSITORY, image()))
                .write(config);
        start("cluster", LocalCluster.class, config, port);
        ClusterAddress address = ClusterAddress.of(directory.root(), port);
        try (LocalWorkloads workloads = new LocalWorkloads(address)) {
            await("the local cluster", "cluster", () -> {
                if (workloads.observe(new WorkloadId("none")) instanceof Observation.Unreachable unreachable) {
                    throw new Unavailable(unreachable.why());
                }
            });
        }
        return address;
    }

    /** Starts each part that does not run, and touches none that does. */
    void restore() throws IOException {
        startPostgres();
        chain();
        cluster(directory.repository().toUri().toString());
    }

    /** A Freqtrade that was pointed to by {@code BOTFLEET_FREQTRADE}, otherwise paperbot. */
    private Image image() {
        String installed = System.getenv("BOTFLEET_FREQTRADE");
        return installed != null && !installed.isBlank()
                ? FreqtradeImage.with(installation.docker(), Path.of(installed))
                : FreqtradeImage.withPaperbot(
                        installation.docker(),
                        directory.root().resolve("image"),
                        Installation.java("96m"),
                        directory.lives());
    }

    /** What runs, for a replica that starts nothing; throws {@link Permanent} where a part does not. */
    PlatformSettings found(Path mirror, int apiPort) throws IOException {
        EmbeddedPostgres server =
                EmbeddedPostgres.attach(directory.postgres()).orElseThrow(() -> missing("PostgreSQL"));
        int chain = running("chain").orElseThrow(() -> missing("the development chain"));
        int cluster = running("cluster").orElseThrow(() -> missing("the local cluster"));
        DeployedGateway gateway =
                DeployedGateway.read(directory.gateway()).orElseThrow(() -> missing("the gateway contract"));
        return LocalPlatform.settings(
                this,
                URI.create("http://127.0.0.1:" + chain),
                gateway,
                directory.repository().toUri().toString(),
                mirror,
                new Place("127.0.0.1", server.port(), Place.DATABASE),
                ClusterAddress.of(directory.root(), cluster),
                apiPort);
    }

    private Permanent missing(String part) {
        return new Permanent(part + " does not run on " + directory.root() + "; ./botfleet up starts it");
    }

    /** The port of a process that a former platform left running. */
    OptionalInt running(String name) {
        return processes
                .find(name)
                .filter(ManagedProcess::alive)
                .map(ManagedProcess::port)
                .orElse(OptionalInt.empty());
    }

    /** Everything that runs on the data directory, by name. */
    List<String> running() {
        List<String> running = new ArrayList<>(processes.all().stream()
                .filter(ManagedProcess::alive)
                .map(ManagedProcess::name)
                .toList());
        if (EmbeddedPostgres.livesOn(directory.postgres())) {
            running.add("postgresql");
        }
        return running;
    }

    private synchronized void start(String name, Class<?> main, Path config, int port) {
        requireWanted(name);
        List<String> command = new ArrayList<>(Installation.java("256m"));
        command.addAll(List.of(main.getName(), config.toString()));
        started.add(name);
        processes.start(
                name,
                new Launch(
                        command,
                        directory.root(),
                        environment(),
                        directory.logs().resolve(name + ".log"),
                        OptionalInt.of(port)));
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        for (String name : List.of("PATH", "HOME", "LANG", "TZ")) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return environment;
    }

    /** Ends what this object has started, and leaves what ran before it; it starts nothing any more. */
    synchronized void endStarted() {
        ended = true;
        CompletableFuture<Void> chain = started.contains("chain")
                ? CompletableFuture.runAsync(this::endChain)
                : CompletableFuture.completedFuture(null);
        if (started.contains("cluster")) {
            processes.end("cluster", Ending.within(CLUSTER_GRACE));
        }
        if (startedPostgres) {
            EmbeddedPostgres.end(directory.postgres(), GRACE);
        }
        chain.join();
    }

    /** Kills a PostgreSQL that does not answer: whatever else is to end would only wait for it. */
    void endPostgresThatHangs() {
        EmbeddedPostgres.attach(directory.postgres())
                .filter(server -> !server.answers(TO_ANSWER))
                .ifPresent(_ -> EmbeddedPostgres.end(directory.postgres(), Duration.ZERO));
    }

    /**
     * Ends everything that runs on the data directory, bots before a database that answers; harmless where nothing does. It
     * takes less than ten seconds: what does not end when asked is killed.
     */
    synchronized void endAll() {
        ended = true;
        Instant begun = Instant.now();
        CompletableFuture<Void> chain = CompletableFuture.runAsync(this::endChain);
        endPostgresThatHangs();
        processes.end("cluster", Ending.within(CLUSTER_GRACE));
        LocalCluster.endLeftPods(directory.root(), left(begun.plus(ALL_BOTS_GONE), GRACE));
        EmbeddedPostgres.end(directory.postgres(), left(begun.plus(ALL_GONE), GRACE));
        chain.join();
        for (ManagedProcess process : processes.all()) {
            processes.end(process.name(), Ending.within(LEAST_GRACE));
        }
    }

    /** What is left until then, at least a second and at most so much. */
    private static Duration left(Instant until, Duration most) {
        Duration left = Duration.between(Instant.now(), until);
        Duration more = left.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : left;
        return more.compareTo(most) < 0 ? more : most;
    }

    /** Before the anvil that it would start again. */
    private void endChain() {
        processes.end("chain", Ending.within(GRACE));
        processes.end("anvil", Ending.within(LEAST_GRACE));
    }
}

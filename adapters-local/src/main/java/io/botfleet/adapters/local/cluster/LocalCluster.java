package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.local.cluster.manifest.ManifestRefused;
import io.botfleet.adapters.local.cluster.pod.LeftPods;
import io.botfleet.adapters.local.cluster.pod.Node;
import io.botfleet.adapters.local.cluster.pod.Pod;
import io.botfleet.adapters.local.cluster.pod.Timing;
import io.botfleet.adapters.local.cluster.source.Charts;
import io.botfleet.adapters.local.cluster.source.GitSource;
import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.local.process.ProcessRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The cluster of one data directory.
 *
 * <p>Ended by SIGTERM it ends its pods, as a machine that is shut down would, and removes their folders with the secrets in
 * them, and keeps what they printed last; killed, it leaves them running, and the next one takes them over. What became of a
 * Job stays in its pod's folder while Git has its values, so that none is run twice.
 */
public final class LocalCluster implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LocalCluster.class.getName());
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration TO_DIE = Duration.ofSeconds(10);

    private final ClusterConfig config;
    private final Node node;
    private final GitSource source;
    private final Repository repository;
    private final Board board;
    private final ClusterApi api;
    private final Map<String, Workload> workloads = new ConcurrentHashMap<>();
    private final Thread loop = Thread.ofPlatform().name("cluster").unstarted(this::loop);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Optional<String> revision;
    private Instant nextLook = Instant.MIN;
    private List<String> taken = List.of();
    private final Map<String, Instant> leftAlone = new HashMap<>();

    private LocalCluster(ClusterConfig config, Timing timing, Clock clock) throws IOException {
        this.config = config;
        Path own = PrivateFiles.folder(config.directory().resolve("cluster"));
        SecureRandom random = new SecureRandom();
        ClusterKey key = ClusterKey.in(own, clock.instant(), random);
        this.node = new Node(
                new ProcessRegistry(config.directory().resolve("run")),
                new Ports(config.directory().resolve("ports"), random),
                config.images(),
                key,
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build(),
                timing,
                clock,
                random,
                Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"),
                PrivateFiles.folder(pods(config.directory())),
                keptLogs(config.directory()));
        this.source = new GitSource(config.git(), config.branch(), own.resolve("mirror"));
        this.repository = new Repository(config, source, new Charts(own.resolve("chart")));
        this.board = new Board(clock.millis() * 1_000);
        this.revision = savedRevision();
        adopt();
        this.api = new ClusterApi(
                config.port(), token(own.resolve("token"), random), key.certificatePem(), board, new Logs(workloads));
    }

    /** Starts the cluster in this process. */
    public static LocalCluster start(ClusterConfig config, Timing timing, Clock clock) throws IOException {
        LocalCluster cluster = new LocalCluster(config, timing, clock);
        cluster.loop.start();
        return cluster;
    }

    /** Runs the cluster until this process is asked to end. */
    public static void run(ClusterConfig config) throws IOException, InterruptedException {
        LocalCluster cluster = start(config, Timing.DEFAULT, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "shutdown"));
        cluster.loop.join();
    }

    /** The same with the name of the configuration's JSON file, for a process of its own. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(ClusterConfig.read(Path.of(arguments[0])));
    }

    /**
     * Ends, without a cluster, every pod that a killed one left in this data directory, and removes their folders but for what
     * became of Jobs.
     */
    public static void endLeftPods(Path directory, Duration grace) {
        ProcessRegistry processes = new ProcessRegistry(directory.resolve("run"));
        LeftPods left = new LeftPods(pods(directory));
        left.condemn(processes);
        List<String> names = processes.all().stream()
                .map(process -> process.name())
                .filter(name -> name.startsWith("pod-") || name.startsWith("init-"))
                .toList();
        names.parallelStream().forEach(name -> processes.end(name, Ending.within(grace)));
        left.remove(keptLogs(directory));
    }

    private static Path pods(Path directory) {
        return directory.resolve("pods");
    }

    /** Beside the logs of the processes, where they survive their pods. */
    private static Path keptLogs(Path directory) {
        return directory.resolve("logs").resolve("pods");
    }

    private void adopt() throws IOException {
        try (Stream<Path> folders = Files.list(node.folder())) {
            for (Path folder : folders.filter(Files::isDirectory)
                    .filter(folder -> Files.exists(folder.resolve("manifests.yaml")))
                    .toList()) {
                adopt(folder.getFileName().toString());
            }
        }
    }

    private void adopt(String name) {
        try {
            Pod pod = Pod.adopt(name, node);
            Workload workload = new Workload(name, node);
            workload.adopt(pod, Files.readString(node.folder().resolve(name).resolve("manifests.yaml")));
            workloads.put(name, workload);
            repository.running(name);
            LOG.log(Level.INFO, "workload={0} has its pod taken over", name);
        } catch (IOException | ManifestRefused unknown) {
            LOG.log(
                    Level.WARNING,
                    "workload=" + name + " has a pod that can't be taken over: it is ended, and started anew from Git",
                    unknown);
            Pod.discard(name, node);
        }
    }

    private void loop() {
        while (true) {
            look();
            tick();
            publish();
            try {
                if (stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    /** A workload in trouble with the disk is left alone for a while, so that the log does not fill it as well. */
    private void tick() {
        Instant now = node.clock().instant();
        workloads.forEach((name, workload) -> {
            if (now.isAfter(leftAlone.getOrDefault(name, Instant.MIN)) && !guarded(name, workload::tick)) {
                leftAlone.put(name, now.plus(RETRY));
            }
        });
    }

    private void look() {
        if (node.clock().instant().isBefore(nextLook)) {
            return;
        }
        nextLook = node.clock().instant().plus(config.poll());
        try {
            Optional<Repository.Step> step = repository.step();
            if (step.isPresent()) {
                take(step.get());
            }
            board.repository(Optional.empty());
        } catch (IOException | RuntimeException failure) {
            // Whatever is wrong with Git, what runs goes on running.
            if (board.repositoryTrouble().isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "the GitOps repository can't be read: make it readable. What runs goes on running, and every look"
                                + " tries again",
                        failure);
            }
            board.repository(Optional.of(String.valueOf(failure.getMessage())));
        }
    }

    /** A step counts as taken up when all of it is: otherwise what is left comes again with the next look. */
    private void take(Repository.Step step) {
        boolean whole = true;
        for (Repository.Change change : step.changes()) {
            if (!guarded(change.name(), () -> apply(change))) {
                repository.again(change.name());
                whole = false;
            }
        }
        if (whole) {
            revision = Optional.of(step.revision());
            PrivateFiles.write(revisionFile(), step.revision().getBytes(StandardCharsets.US_ASCII));
            LOG.log(
                    Level.INFO,
                    "took up {0} with {1} changes",
                    step.revision(),
                    step.changes().size());
            taken = step.changes().stream().map(Repository.Change::name).toList();
        }
    }

    private void apply(Repository.Change change) {
        switch (change) {
            case Repository.Change.Rendered rendered ->
                workload(rendered.name()).want(rendered.yaml());
            case Repository.Change.Refused refused -> {
                LOG.log(
                        Level.WARNING,
                        "workload={0} is refused: {1}. A command on its way is undone by itself; where somebody changed the chart or"
                                + " the values by hand, change that",
                        refused.name(),
                        refused.why());
                workload(refused.name()).refuse(refused.why());
            }
            case Repository.Change.Removed removed -> workload(removed.name()).drop();
        }
    }

    private Workload workload(String name) {
        return workloads.computeIfAbsent(name, absent -> new Workload(absent, node));
    }

    /** One workload's trouble with the disk must not stop the others. */
    private static boolean guarded(String name, Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException failure) {
            LOG.log(
                    Level.ERROR,
                    "workload=" + name
                            + " could not be brought on: look whether the disk is full. It is tried again in "
                            + RETRY.toSeconds() + " s at the latest",
                    failure);
            return false;
        }
    }

    private void publish() {
        Map<String, WorkloadStatus> seen = new TreeMap<>();
        workloads.values().removeIf(Workload::gone);
        workloads.forEach((name, workload) -> seen.put(name, workload.status()));
        board.show(revision, seen);
        board.touch(taken);
        taken = List.of();
    }

    /** Ends every pod within {@link Timing#shutdown()} and then the cluster. */
    @Override
    public void close() {
        leave();
        workloads.forEach((name, workload) ->
                guarded(name, () -> workload.shutDown(node.timing().shutdown())));
        Instant until = node.clock().instant().plus(node.timing().shutdown()).plus(TO_DIE);
        while (!workloads.isEmpty() && node.clock().instant().isBefore(until)) {
            tick();
            workloads.values().removeIf(Workload::gone);
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        PrivateFiles.delete(revisionFile());
    }

    /** Stops this cluster and leaves its pods running for the next one, as SIGKILL would. */
    void leave() {
        stopping.countDown();
        try {
            loop.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        api.close();
        source.close();
        node.http().shutdownNow();
    }

    private Optional<String> savedRevision() throws IOException {
        try {
            return Optional.of(Files.readString(revisionFile()).trim());
        } catch (NoSuchFileException first) {
            return Optional.empty();
        }
    }

    private Path revisionFile() {
        return config.directory().resolve("cluster").resolve("revision");
    }

    private static String token(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                byte[] token = new byte[32];
                random.nextBytes(token);
                PrivateFiles.write(file, HexFormat.of().formatHex(token).getBytes(StandardCharsets.US_ASCII));
            }
            return Files.readString(file).trim();
        } catch (IOException failure) {
            throw new UncheckedIOException("the cluster's token", failure);
        }
    }
}

package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.cluster.manifest.Container;
import io.botfleet.adapters.local.cluster.manifest.ManifestRefused;
import io.botfleet.adapters.local.cluster.manifest.Manifests;
import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.Launch;
import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.domain.bot.Pod.Phase;
import io.botfleet.domain.bot.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One pod: first its init container until that succeeds, then its container, restarted whenever it ends.
 *
 * <pre>
 * waiting → initialising → running ⇄ waiting (back-off)
 *     any → terminating → ended
 * </pre>
 *
 * <p>It is driven by {@link #tick()}, which never waits. What must outlive the cluster's own process is saved before it is
 * acted on, and a process is recorded before it becomes the program, so a new cluster finds every pod as it is.
 */
public final class Pod {
    private enum Stage {
        WAITING,
        INITIALISING,
        RUNNING,
        TERMINATING,
        ENDED
    }

    /** {@code EX_UNAVAILABLE} of sysexits(3): something else is out of order, which proves nothing about this workload. */
    private static final int UNAVAILABLE = 69;

    private static final Duration TO_DIE = Duration.ofSeconds(5);

    private final String workload;
    private final Node node;
    private final PodFolder folder;
    private Manifests manifests;
    private PodState state;
    /** Asked by those who follow the log as well. */
    private volatile Stage stage = Stage.WAITING;

    private Optional<Running> running = Optional.empty();
    private Optional<Probing> probing = Optional.empty();
    private Optional<Instant> killAt = Optional.empty();
    private String killedBecause = "";
    private Instant notBefore;
    private long logSince;
    private Optional<Problem> problem = Optional.empty();

    private Pod(String workload, Manifests manifests, PodFolder folder, PodState state, Node node) {
        this.workload = workload;
        this.manifests = manifests;
        this.folder = folder;
        this.state = state;
        this.node = node;
        this.notBefore = now();
    }

    /** Makes a new pod with everything in its folder; it starts at its first tick. */
    public static Pod create(String workload, Manifests manifests, String yaml, Node node) throws ManifestRefused {
        byte[] suffix = new byte[3];
        node.random().nextBytes(suffix);
        PodState state = PodState.created(
                workload + "-" + manifests.templateHash().substring(0, 8) + "-"
                        + HexFormat.of().formatHex(suffix),
                new UUID(node.random().nextLong(), node.random().nextLong()).toString(),
                node.clock().millis());
        PodFolder folder = folderOf(workload, node);
        folder.delete(node.keptLogs());
        folder.layOut(manifests, yaml, Opened.of(manifests, node.key()), node);
        folder.save(state);
        return new Pod(workload, manifests, folder, state, node);
    }

    /** Takes over the pod that a killed cluster left; throws where its folder does not tell enough of it. */
    public static Pod adopt(String workload, Node node) throws IOException, ManifestRefused {
        PodFolder folder = folderOf(workload, node);
        PodState state = folder.state();
        Pod pod = new Pod(workload, Manifests.parse(folder.manifests()), folder, state, node);
        Optional<Running> container = alive(pod.processName(), node);
        Optional<Running> init = alive(pod.initProcessName(), node);
        if (container.isPresent()) {
            pod.stage = Stage.RUNNING;
            if (!state.started()) {
                // Killed before it could save the start, the other cluster left the time of an earlier one, or none.
                pod.save(state.containerStarted(node.clock().millis()));
            }
            pod.watch(container.get());
        } else if (init.isPresent()) {
            pod.stage = Stage.INITIALISING;
            pod.running = init;
        } else if (state.containerStartedAt() > 0 && !state.terminating()) {
            // It ended unseen: how is not known, and one end proves no crash loop.
            pod.save(state.ended(false, ""));
        }
        if (state.terminating()) {
            pod.terminate();
        }
        pod.judge();
        return pod;
    }

    private static Optional<Running> alive(String process, Node node) {
        return node.processes().find(process).filter(ManagedProcess::alive).map(Running::adopted);
    }

    private static PodFolder folderOf(String workload, Node node) {
        return new PodFolder(node.folder().resolve(workload));
    }

    /** Ends, without grace, whatever runs of a pod whose folder tells too little, and removes the folder. */
    public static void discard(String workload, Node node) {
        for (String process : List.of("pod-" + workload, "init-" + workload)) {
            node.processes().end(process, Ending.within(TO_DIE));
        }
        folderOf(workload, node).delete(node.keptLogs());
    }

    /** Removes the folders of pods of which nothing runs, and keeps what they printed. */
    public static void removeLeft(Path folders, Path keptLogs) {
        if (!Files.isDirectory(folders)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folders, PodFolder::isOne)) {
            left.forEach(each -> new PodFolder(each).delete(keptLogs));
        } catch (IOException failure) {
            throw new UncheckedIOException("the folders of pods", failure);
        } finally {
            PrivateFiles.deleteAll(folders);
        }
    }

    public String templateHash() {
        return manifests.templateHash();
    }

    public Manifests manifests() {
        return manifests;
    }

    /** Takes new files for the same pod template; programs see them when they read them next, as in Kubernetes. */
    public void refresh(Manifests newer, String yaml) throws ManifestRefused {
        folder.layOut(newer, yaml, Opened.of(newer, node.key()), node);
        manifests = newer;
    }

    /** Asks the container to end; repeated calls do not start the grace period anew. */
    public void terminate() {
        terminate(manifests.pod().gracePeriod());
    }

    /** With no more grace than this. */
    public void terminate(Duration grace) {
        if (stage == Stage.TERMINATING || stage == Stage.ENDED) {
            return;
        }
        stage = Stage.TERMINATING;
        save(state.asTerminating());
        running.ifPresent(it -> it.session().ask(Ending.Signal.TERM));
        Duration asked = manifests.pod().gracePeriod();
        killAt = Optional.of(now().plus(asked.compareTo(grace) < 0 ? asked : grace));
    }

    public boolean ended() {
        return stage == Stage.ENDED;
    }

    /** Brings the pod as far as it can get without waiting. */
    public void tick() {
        Instant now = now();
        switch (stage) {
            case WAITING -> {
                if (!now.isBefore(notBefore)) {
                    start();
                }
            }
            case INITIALISING -> initialising();
            case RUNNING -> running(now);
            case TERMINATING -> terminating(now);
            case ENDED -> {}
        }
        folder.log().bound();
        judge();
    }

    private void start() {
        Optional<Container> init = manifests.pod().initContainer();
        boolean toInitialise = init.isPresent() && !state.initialised();
        Container container = toInitialise ? init.get() : manifests.pod().container();
        Optional<Image> image = node.image(container.image());
        if (image.isEmpty()) {
            problem =
                    Optional.of(new Problem(Problem.Kind.IMAGE_PULL, "this machine has no image " + container.image()));
            notBefore = now().plus(Duration.ofSeconds(5));
            return;
        }
        logSince = folder.log().size();
        try {
            Running started = launch(container, image.get(), toInitialise ? initProcessName() : processName());
            if (toInitialise) {
                stage = Stage.INITIALISING;
                running = Optional.of(started);
            } else {
                stage = Stage.RUNNING;
                save(state.containerStarted(now().toEpochMilli()));
                watch(started);
            }
        } catch (PortFailure | ManifestRefused failure) {
            ended(OptionalInt.empty(), String.valueOf(failure.getMessage()), true);
        }
    }

    private Running launch(Container container, Image image, String process) throws ManifestRefused {
        Map<String, String> environment = new HashMap<>(node.environment(image));
        environment.put("TMPDIR", folder.temporary(container).toString());
        environment.put("HOME", folder.temporary(container).toString());
        OptionalInt port = OptionalInt.empty();
        if (!container.ports().isEmpty()) {
            port = OptionalInt.of(node.ports().choose(process));
            // The image's own names for what a containerPort is mapped to.
            environment.put("FREQTRADE_LISTEN_ADDRESS", "127.0.0.1");
            environment.put("FREQTRADE_LISTEN_PORT", Integer.toString(port.getAsInt()));
        }
        environment.putAll(Opened.of(manifests, node.key()).environment(container));
        List<String> command = new ArrayList<>(container.command());
        command.addAll(container.args());
        return Running.started(node.processes()
                .start(
                        process,
                        new Launch(
                                command,
                                folder.workingDirectory(container),
                                environment,
                                folder.log().file(),
                                port)));
    }

    private void watch(Running container) {
        running = Optional.of(container);
        probing = Optional.of(new Probing(
                manifests.pod().container(),
                container.port().orElse(0),
                node.http(),
                node.timing().firstProbes(),
                Instant.ofEpochMilli(state.containerStartedAt()),
                state));
        killAt = Optional.empty();
    }

    private void initialising() {
        Running init = running.orElseThrow();
        if (init.alive()) {
            return;
        }
        running = Optional.empty();
        if (init.exitCode().orElse(-1) == 0) {
            save(state.afterInit());
            stage = Stage.WAITING;
            start();
        } else if (init.exitCode().isEmpty()) {
            // Adopted, so how it ended is not known; init containers can be run again, as Kubernetes asks of them.
            stage = Stage.WAITING;
        } else {
            ended(init.exitCode(), folder.log().lastWords(logSince), true);
        }
    }

    private void running(Instant now) {
        Running container = running.orElseThrow();
        Probing probes = probing.orElseThrow();
        Duration ran = Duration.between(Instant.ofEpochMilli(state.containerStartedAt()), now);
        if (!container.alive()) {
            String words = killedBecause.isEmpty() ? folder.log().lastWords(logSince) : killedBecause;
            ended(container.exitCode(), words, ran.compareTo(node.timing().quickEnd()) < 0 || !killedBecause.isEmpty());
            return;
        }
        probes.tick(now);
        if (probes.started() != state.started() || probes.ready() != state.ready()) {
            save(state.probed(probes.started(), probes.ready()));
        }
        if (state.quickEnds() > 0 && ran.compareTo(node.timing().quickEnd()) > 0 && probes.ready()) {
            save(state.steady());
        }
        if (killAt.isEmpty() && probes.verdict(now).isPresent()) {
            killedBecause = probes.verdict(now).get();
            killAt = Optional.of(now.plus(manifests.pod().gracePeriod()));
            container.session().ask(Ending.Signal.TERM);
        } else if (killAt.isPresent() && now.isAfter(killAt.get())) {
            container.session().kill();
        }
    }

    private void ended(OptionalInt exitCode, String words, boolean quick) {
        boolean counts = quick && exitCode.orElse(-1) != UNAVAILABLE;
        save(state.ended(counts, words));
        running.ifPresent(it -> it.session().sweep());
        running = Optional.empty();
        probing = Optional.empty();
        killAt = Optional.empty();
        killedBecause = "";
        stage = Stage.WAITING;
        notBefore = now().plus(node.timing().backOffAfter(Math.max(1, state.quickEnds())));
    }

    private void terminating(Instant now) {
        if (running.isPresent() && running.get().alive()) {
            if (now.isAfter(killAt.orElse(now))) {
                running.get().session().kill();
            }
            return;
        }
        running.ifPresent(it -> it.session().sweep());
        node.processes().forget(processName());
        node.processes().forget(initProcessName());
        folder.delete(node.keptLogs());
        stage = Stage.ENDED;
    }

    /** Two quick ends are a crash loop, and it stays one until the container has run well for a while. */
    private void judge() {
        if (state.quickEnds() >= 2) {
            problem = Optional.of(new Problem(Problem.Kind.CRASH_LOOP, state.lastWords()));
        } else if (stage != Stage.WAITING) {
            problem = Optional.empty();
        }
    }

    private void save(PodState newer) {
        state = newer;
        folder.save(newer);
    }

    private Instant now() {
        return node.clock().instant();
    }

    private String processName() {
        return "pod-" + workload;
    }

    private String initProcessName() {
        return "init-" + workload;
    }

    public Optional<Problem> problem() {
        return problem;
    }

    public List<String> log(int lines) {
        return folder.log().tail(lines);
    }

    public FollowedLog follow(int lines) {
        return FollowedLog.of(folder.log(), lines, this::ended);
    }

    /** Where the container's port is; empty while no container runs. */
    public Optional<URI> address() {
        return stage == Stage.RUNNING || stage == Stage.TERMINATING
                ? running.map(Running::port)
                        .filter(OptionalInt::isPresent)
                        .map(port -> URI.create("http://127.0.0.1:" + port.getAsInt()))
                : Optional.empty();
    }

    public PodStatus status() {
        return new PodStatus(
                state.name(),
                state.uid(),
                manifests.annotations(),
                manifests.pod().container().image(),
                phase(),
                state.restarts(),
                Instant.ofEpochMilli(state.createdAt()).toString());
    }

    private Phase phase() {
        return switch (stage) {
            case WAITING -> state.initialised() ? Phase.RUNNING : Phase.PENDING;
            case INITIALISING -> Phase.INITIALISING;
            case RUNNING -> state.ready() ? Phase.READY : Phase.RUNNING;
            case TERMINATING -> Phase.TERMINATING;
            case ENDED -> Phase.ENDED;
        };
    }
}

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
import java.net.URI;
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
import java.util.stream.Stream;

/**
 * One pod: first its init container until that succeeds, then its container, restarted whenever it ends. A Job's pod is
 * never restarted: how it ended stays, with what it printed, until the pod is removed.
 *
 * <pre>
 * waiting → initialising → running ⇄ waiting (back-off)
 *     any → terminating → ended
 * of a Job: any → finished, at once or after terminating
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
        FINISHED,
        TERMINATING,
        ENDED
    }

    /** {@code EX_UNAVAILABLE} of sysexits(3): something else is out of order, which proves nothing about this workload. */
    private static final int UNAVAILABLE = 69;

    private static final Duration TO_DIE = Duration.ofSeconds(5);

    /** In Kubernetes' word for a pod that goes with its node. */
    static final String SHUT_DOWN = "Terminated: the local cluster was shut down while it ran";

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
    /** Why a Job's container is being ended, whose record stays. */
    private Optional<String> condemned = Optional.empty();

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
                node.clock().millis(),
                manifests.controller().runsOnce());
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
        if (state.finished()) {
            // Whoever wrote that may have been killed before it could end them.
            Stream.concat(container.stream(), init.stream())
                    .forEach(it -> it.session().kill());
            pod.settle();
        } else if (container.isPresent()) {
            pod.stage = Stage.RUNNING;
            if (!state.started()) {
                // Killed before it could save the start, the other cluster left the time of an earlier one, or none.
                pod.save(state.containerStarted(node.clock().millis()));
            }
            pod.watch(container.get());
        } else if (init.isPresent()) {
            pod.stage = Stage.INITIALISING;
            pod.running = init;
        } else if (state.once()) {
            pod.judgeUnseenEnd();
        } else if (state.containerStartedAt() > 0 && !state.terminating()) {
            // It ended unseen: how is not known, and one end proves no crash loop.
            pod.save(state.ended(false, ""));
        }
        if (state.terminating() && state.once()) {
            pod.shutDown(pod.manifests.pod().gracePeriod());
        } else if (state.terminating()) {
            pod.terminate();
        }
        pod.judge();
        return pod;
    }

    /** While no cluster was there, a Job's process ended, or its container was never started. */
    private void judgeUnseenEnd() {
        Container container = manifests.pod().container();
        boolean started = state.containerStartedAt() > 0
                || node.processes().find(processName()).isPresent();
        if (started) {
            finish(
                    state.terminating()
                            ? Optional.of(SHUT_DOWN)
                            : ExitRecord.failure(container, ExitRecord.read(folder.exitRecord(container))));
            return;
        }
        Optional<Container> init = manifests.pod().initContainer().filter(_ -> !state.initialised());
        OptionalInt code =
                init.map(it -> ExitRecord.read(folder.exitRecord(it))).orElse(OptionalInt.empty());
        // One of which nothing is known is run again, as Kubernetes asks of init containers.
        if (code.orElse(-1) == 0) {
            save(state.afterInit());
        } else if (code.isPresent()) {
            finish(ExitRecord.failure(init.orElseThrow(), code));
        }
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

    public String templateHash() {
        return manifests.templateHash();
    }

    public Manifests manifests() {
        return manifests;
    }

    /** Whether it is never started again, whatever became of it. */
    public boolean runsOnce() {
        return state.once();
    }

    /** Takes new files for the same pod template; programs see them when they read them next, as in Kubernetes. */
    public void refresh(Manifests newer, String yaml) throws ManifestRefused {
        if (stage == Stage.FINISHED) {
            return;
        }
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

    /**
     * Ends it with its machine. A Job's pod whose container has begun stays as one that failed; one that has not begins anew
     * with the next cluster.
     */
    public void shutDown(Duration grace) {
        if (!state.once() || !state.begun()) {
            terminate(grace);
        } else if (stage == Stage.WAITING || stage == Stage.RUNNING) {
            condemn(SHUT_DOWN, grace);
        }
    }

    /** Whether it ran once and is over, and nothing but what became of it is left. */
    public boolean finished() {
        return stage == Stage.FINISHED;
    }

    public boolean ended() {
        return stage == Stage.ENDED;
    }

    /** Brings the pod as far as it can get without waiting. */
    public void tick() {
        Instant now = now();
        endAfterItsTime(now);
        switch (stage) {
            case WAITING -> {
                if (!now.isBefore(notBefore)) {
                    start();
                }
            }
            case INITIALISING -> initialising();
            case RUNNING -> running(now);
            case TERMINATING -> terminating(now);
            case FINISHED, ENDED -> {}
        }
        folder.log().bound();
        judge();
    }

    private void endAfterItsTime(Instant now) {
        boolean active = stage == Stage.WAITING || stage == Stage.INITIALISING || stage == Stage.RUNNING;
        manifests
                .controller()
                .deadline()
                .filter(most -> active
                        && now.isAfter(Instant.ofEpochMilli(state.createdAt()).plus(most)))
                .ifPresent(most -> condemn(
                        "DeadlineExceeded: it was active for longer than " + most.toSeconds() + " s",
                        manifests.pod().gracePeriod()));
    }

    /** Ends a Job's container, and keeps why. */
    private void condemn(String why, Duration grace) {
        if (running.isEmpty()) {
            finish(Optional.of(why));
        } else {
            condemned = Optional.of(why);
            terminate(grace);
        }
    }

    /** @param failure empty where it ended well */
    private void finish(Optional<String> failure) {
        running.ifPresent(it -> it.session().sweep());
        save(state.finished(
                failure.map(why -> folder.log().withLastWords(why, logSince)).orElse("")));
        settle();
    }

    /** Nothing of it runs any more, and nobody needs its secrets. */
    private void settle() {
        running = Optional.empty();
        probing = Optional.empty();
        killAt = Optional.empty();
        condemned = Optional.empty();
        node.processes().forget(processName());
        node.processes().forget(initProcessName());
        folder.clear();
        stage = Stage.FINISHED;
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
            if (state.once()) {
                finish(Optional.of("it could not be started: " + failure.getMessage()));
            } else {
                ended(OptionalInt.empty(), String.valueOf(failure.getMessage()), true);
            }
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
        if (state.once()) {
            PrivateFiles.delete(folder.exitRecord(container));
            command = ExitRecord.recording(folder.exitRecord(container), command);
        }
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
        Container container = manifests.pod().initContainer().orElseThrow();
        OptionalInt code = exitCode(init, container);
        running = Optional.empty();
        if (code.orElse(-1) == 0) {
            save(state.afterInit());
            stage = Stage.WAITING;
            start();
        } else if (code.isEmpty()) {
            // Adopted, so how it ended is not known; init containers can be run again, as Kubernetes asks of them.
            stage = Stage.WAITING;
        } else if (state.once()) {
            finish(ExitRecord.failure(container, code));
        } else {
            ended(code, folder.log().lastWords(logSince), true);
        }
    }

    private OptionalInt exitCode(Running process, Container container) {
        return process.exitCode().isEmpty() && state.once()
                ? ExitRecord.read(folder.exitRecord(container))
                : process.exitCode();
    }

    private void running(Instant now) {
        Running container = running.orElseThrow();
        Probing probes = probing.orElseThrow();
        Duration ran = Duration.between(Instant.ofEpochMilli(state.containerStartedAt()), now);
        if (!container.alive() && state.once()) {
            finish(ExitRecord.failure(
                    manifests.pod().container(),
                    exitCode(container, manifests.pod().container())));
            return;
        }
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
        if (condemned.isPresent()) {
            finish(condemned);
            return;
        }
        running.ifPresent(it -> it.session().sweep());
        node.processes().forget(processName());
        node.processes().forget(initProcessName());
        if (state.once()) {
            // There is one for each command, and nothing takes the place of what would be kept of it.
            folder.delete();
        } else {
            folder.delete(node.keptLogs());
        }
        stage = Stage.ENDED;
    }

    /** Two quick ends are a crash loop, and it stays one until the container has run well for a while. */
    private void judge() {
        if (stage == Stage.FINISHED) {
            problem = state.lastWords().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Problem(Problem.Kind.DEGRADED, state.lastWords()));
        } else if (state.quickEnds() >= 2) {
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
        return FollowedLog.of(folder.log(), lines, () -> finished() || ended());
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
            case WAITING -> state.initialised() && !state.once() ? Phase.RUNNING : Phase.PENDING;
            case INITIALISING -> Phase.INITIALISING;
            case RUNNING -> state.ready() && !state.once() ? Phase.READY : Phase.RUNNING;
            case FINISHED -> Phase.ENDED;
            case TERMINATING -> Phase.TERMINATING;
            case ENDED -> Phase.ENDED;
        };
    }
}

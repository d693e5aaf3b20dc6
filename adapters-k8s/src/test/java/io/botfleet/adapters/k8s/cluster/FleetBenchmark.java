package io.botfleet.adapters.k8s.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.k8s.api.KubernetesApi;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.testkit.kubernetes.ControlPlane;
import io.botfleet.testkit.kubernetes.ControlPlaneTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * What it costs to watch a fleet, and how soon a change is known, on a real control plane: each bot has an Application, a
 * Deployment and a pod as the chart makes them. The Deployments have no replicas and the pods no owner, because the
 * controllers of a control plane make twenty objects a second.
 */
public final class FleetBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 8;
    private static final int CHANGES = 1_000;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final ControlPlane plane;
    private final Argo argo;
    private final int bots;

    private FleetBenchmark(ControlPlane plane, int bots) {
        this.plane = plane;
        this.argo = new Argo(plane);
        this.bots = bots;
    }

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        try (ControlPlane plane = ControlPlane.start(
                ControlPlaneTools.find().orElseThrow(() -> new IllegalStateException(ControlPlaneTools.NONE)))) {
            new FleetBenchmark(plane, Integer.parseInt(arguments[0])).run();
        }
    }

    private void run() throws InterruptedException, ExecutionException {
        fill();
        KubernetesSettings settings = argo.settings(KubernetesSettings.DEFAULT_STALENESS);
        try (KubernetesApi api = KubernetesApi.connect(settings.kubeconfig());
                WakeUps wakeUps = new WakeUps()) {
            long before = used();
            long begun = System.nanoTime();
            try (Fleet fleet = new Fleet(api, settings, wakeUps::call)) {
                await(() -> fleet.outOfTouch().isEmpty());
                say("%d bots: %d objects known after %d ms".formatted(bots, fleet.size(), millisSince(begun)));
                await(() -> readyPods(fleet) == bots);
                changes(fleet, wakeUps);
                idle(api);
                say("memory of what is known: %.1f MB".formatted((used() - before) / 1e6));
            }
        }
    }

    private void fill() throws InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        ObjectNode deployment = argo.deployment();
        await(() -> plane.get("/api/v1/namespaces/" + argo.bots + "/serviceaccounts/default")
                        .status()
                == 200);
        inParallel(bots, number -> {
            String name = new ClientId(number + 1).value();
            argo.application(name, "POD_FREQTRADE_TRADE", ", botfleet.io/client-id: " + name);
            argo.status(
                    name,
                    "{\"sync\": {\"status\": \"Synced\", \"revision\": \"" + "1".repeat(40)
                            + "\"}, \"health\": {\"status\": \"Healthy\"}}");
            create("/apis/apps/v1/namespaces/" + argo.bots + "/deployments", deployment(deployment, name));
            create("/api/v1/namespaces/" + argo.bots + "/pods", pod(deployment, name));
        });
        say("%d bots were made in %d s".formatted(bots, millisSince(begun) / 1_000));
    }

    private void create(String path, JsonNode object) {
        ControlPlane.Answer answer = plane.call("POST", path, "application/json", object.toString());
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.toString());
        }
    }

    private static ObjectNode deployment(ObjectNode sample, String name) {
        ObjectNode copy = renamed(sample, name);
        ((ObjectNode) copy.path("spec")).put("replicas", 0);
        return copy;
    }

    private static ObjectNode pod(ObjectNode sample, String name) {
        ObjectNode deployment = renamed(sample, name);
        ObjectNode template = (ObjectNode) deployment.path("spec").path("template");
        ((ObjectNode) template.path("metadata")).put("name", name + "-0");
        ((ObjectNode) template.path("spec")).remove("serviceAccountName");
        return template.put("apiVersion", "v1").put("kind", "Pod");
    }

    private static ObjectNode renamed(ObjectNode sample, String name) {
        try {
            return (ObjectNode) JSON.readTree(sample.toString().replace(new ClientId(1).value(), name));
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private long readyPods(Fleet fleet) {
        long ready = 0;
        for (int number = 1; number <= bots; number++) {
            if (phase(fleet, new ClientId(number).value()).equals(Optional.of(Pod.Phase.READY))) {
                ready++;
            }
        }
        return ready;
    }

    private static Optional<Pod.Phase> phase(Fleet fleet, String workload) {
        return fleet.pod(new WorkloadId(workload)).map(state -> state.pod().phase());
    }

    /**
     * From before the change is sent to the API server until a listener of the platform sees it; one after the other, and
     * ten in a second, so that it is no measure of how much the API server can take.
     */
    private void changes(Fleet fleet, WakeUps wakeUps) throws InterruptedException {
        ConcurrentHashMap<String, Long> sent = new ConcurrentHashMap<>();
        ConcurrentHashMap<String, Long> known = new ConcurrentHashMap<>();
        wakeUps.listen(workload -> {
            Long at = sent.get(workload.name());
            if (at != null && phase(fleet, workload.name()).equals(Optional.of(Pod.Phase.RUNNING))) {
                known.putIfAbsent(workload.name(), System.nanoTime() - at);
            }
        });
        int changes = Math.min(CHANGES, bots);
        List<Long> answered = new ArrayList<>();
        for (int number = 1; number <= changes; number++) {
            String name = new ClientId(number).value();
            long at = System.nanoTime();
            sent.put(name, at);
            plane.merge("/api/v1/namespaces/" + argo.bots + "/pods/" + name + "-0/status", """
                    {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}""");
            answered.add(System.nanoTime() - at);
            Thread.sleep(100);
        }
        await(() -> known.size() == changes);
        say(changes + " changes of pods: answered by the API server after " + spread(answered)
                + ", known to the platform after " + spread(known.values()));
    }

    private static String spread(Collection<Long> nanoseconds) {
        List<Long> sorted = nanoseconds.stream().sorted().toList();
        return "p50 %.1f ms, p99 %.1f ms, at most %.1f ms"
                .formatted(
                        sorted.get(sorted.size() / 2) / 1e6,
                        sorted.get(sorted.size() * 99 / 100) / 1e6,
                        sorted.getLast() / 1e6);
    }

    private static void idle(KubernetesApi api) throws InterruptedException {
        long before = api.requests();
        Thread.sleep(Duration.ofMinutes(1));
        say("requests to the API server in an idle minute: " + (api.requests() - before));
    }

    private static void inParallel(int count, IntConsumer task) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                int each = number;
                tasks.add(threads.submit(() -> task.accept(each)));
            }
            for (Future<?> each : tasks) {
                each.get();
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it takes too long");
            }
            Thread.sleep(20);
        }
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static long used() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int round = 0; round < 3; round++) {
            System.gc();
            Thread.sleep(100);
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}

package io.botfleet.bootstrap.endtoend;

import static io.botfleet.bootstrap.endtoend.PlayedArgo.BOTS;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Backtests on a real control plane, as the ApplicationSet {@code backtests} and the chart name what they consist of. Their
 * Jobs are the control plane's own; the pod of each fares as a test says, and nothing runs in it.
 */
final class PlayedBacktests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "backtests";

    /** How a pod fares, as {@link ControlPlane#pods} has it. */
    private record Fate(String outcome, String log) {}

    private record Backtest(String client, String command) {
        String folder() {
            return FOLDER + "/" + client + "/" + command;
        }

        String application() {
            return "backtest-" + client + "-" + command;
        }

        String job() {
            return client + "-backtest-" + command;
        }
    }

    private final ControlPlane plane;
    private final PlainGit clone;
    private final PlayedArgo argo;
    private final Map<Backtest, String> rendered = new HashMap<>();
    private volatile Fate next = new Fate("pending", "");

    PlayedBacktests(ControlPlane plane, PlainGit clone, PlayedArgo argo) {
        this.plane = plane;
        this.clone = clone;
        this.argo = argo;
    }

    /** How the pods of those fare that are made from now on. */
    void next(String outcome, String log) {
        next = new Fate(outcome, log);
    }

    /** How the pod of one goes on. */
    void goesOn(String client, String command, String outcome, String log) {
        fares(new Backtest(client, command), new Fate(outcome, log));
    }

    private void fares(Backtest backtest, Fate fate) {
        // The client's bot has a name that begins its pod's name as well, as has a backtest with a shorter number.
        plane.pods(BOTS, backtest.job() + "-", fate.outcome(), fate.log());
    }

    /** Whether an Application, a Job or a pod of it is there. */
    boolean isThere(String client, String command) throws IOException {
        Backtest backtest = new Backtest(client, command);
        return argo.isThere(backtest.application())
                || plane.get(job(backtest)).status() == 200
                || !JSON.readTree(plane.get("/api/v1/namespaces/" + BOTS
                                        + "/pods?labelSelector=app.kubernetes.io/instance=" + backtest.job())
                                .body())
                        .required("items")
                        .isEmpty();
    }

    /** Brings what is there to this commit, which the clone has. */
    void sync(String head) throws IOException {
        List<Backtest> inGit = inGit();
        for (Backtest each : rendered.keySet()) {
            if (!inGit.contains(each)) {
                argo.hasNoValues(each.application(), head);
            }
        }
        for (Backtest each : inGit) {
            if (!rendered.containsKey(each)) {
                argo.make(
                        each.application(),
                        "POD_FREQTRADE_BACK_TEST",
                        ", botfleet.io/client-id: " + each.client() + ", botfleet.io/backtest-id: '" + each.command()
                                + "'");
                fares(each, next);
            }
            String yaml = argo.render(each.application(), each.folder());
            if (!yaml.equals(rendered.put(each, yaml))) {
                plane.apply(yaml);
            }
            argo.isSynced(each.application(), head);
        }
    }

    /** Takes along the Jobs of Applications that somebody has deleted. */
    void deleted() {
        for (Backtest each : List.copyOf(rendered.keySet())) {
            if (argo.isLeaving(each.application())) {
                plane.delete(job(each));
                argo.letGo(each.application());
                rendered.remove(each);
            }
        }
    }

    private List<Backtest> inGit() throws IOException {
        Path folder = clone.folder().resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Backtest> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.endsWith("values.yaml")).sorted().forEach(file -> {
                Path values = folder.relativize(file);
                found.add(new Backtest(
                        values.getName(0).toString(), values.getName(1).toString()));
            });
        }
        return found;
    }

    private static String job(Backtest backtest) {
        return "/apis/batch/v1/namespaces/" + BOTS + "/jobs/" + backtest.job();
    }
}

package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.cluster.manifest.Names;
import io.botfleet.adapters.local.cluster.source.ChartRefused;
import io.botfleet.adapters.local.cluster.source.Charts;
import io.botfleet.adapters.local.cluster.source.GitSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/** What the head of the GitOps repository wants to run; only what changed since the last look is rendered again. */
final class Repository {
    /** What a workload is to be, where that changed. */
    sealed interface Change {
        String name();

        record Rendered(String name, String yaml) implements Change {}

        record Refused(String name, String why) implements Change {}

        record Removed(String name) implements Change {}
    }

    /** A head, with all the changes since the one before. */
    record Step(String revision, List<Change> changes) {
        Step {
            changes = List.copyOf(changes);
        }
    }

    private record Inputs(Optional<ObjectId> chart, ObjectId folder) {}

    /** @param release what ArgoCD's Application of it is called */
    private record Folder(ObjectId id, String release) {}

    private final ClusterConfig config;
    private final GitSource source;
    private final Charts charts;
    private final Map<String, Inputs> rendered = new HashMap<>();
    private Optional<ObjectId> last = Optional.empty();

    Repository(ClusterConfig config, GitSource source, Charts charts) {
        this.config = config;
        this.source = source;
        this.charts = charts;
    }

    /** Remembers workloads that run already, so that they are removed where the head does not have them. */
    void running(String name) {
        rendered.put(name, new Inputs(Optional.empty(), ObjectId.zeroId()));
    }

    /** Empty where the head is the same as before; throws, with nothing changed, where it can't be read as a whole. */
    Optional<Step> step() throws IOException {
        ObjectId head = source.head();
        if (last.isPresent() && last.get().equals(head)) {
            return Optional.empty();
        }
        Optional<ObjectId> chart = source.tree(head, config.chart());
        Map<String, Folder> folders = folders(head);
        var changes = new ArrayList<Change>();
        Map<String, Inputs> now = new HashMap<>();
        for (var each : folders.entrySet()) {
            Inputs inputs = new Inputs(chart, each.getValue().id());
            now.put(each.getKey(), inputs);
            if (!inputs.equals(rendered.get(each.getKey()))) {
                changes.add(render(each.getKey(), each.getValue().release(), inputs));
            }
        }
        rendered.keySet().stream()
                .filter(name -> !folders.containsKey(name))
                .map(Change.Removed::new)
                .forEach(changes::add);
        rendered.clear();
        rendered.putAll(now);
        last = Optional.of(head);
        return Optional.of(new Step(head.name(), changes));
    }

    /** By the name of the workload that each is for. */
    private Map<String, Folder> folders(ObjectId head) throws IOException {
        Map<String, Folder> found = new TreeMap<>();
        source.folders(head, config.workloads()).forEach((name, id) -> found.put(name, new Folder(id, name)));
        for (String client : source.folders(head, config.backtests()).keySet()) {
            source.folders(head, config.backtests() + "/" + client)
                    .forEach((backtest, id) -> found.put(
                            client + "-backtest-" + backtest, new Folder(id, "backtest-" + client + "-" + backtest)));
        }
        return found;
    }

    /** What the last step said of this workload could not be done: the next step says it again. */
    void again(String name) {
        rendered.put(name, new Inputs(Optional.empty(), ObjectId.zeroId()));
        last = Optional.empty();
    }

    private Change render(String name, String release, Inputs inputs) throws IOException {
        if (!Names.isLabel(name) || !Names.isLabel(release)) {
            return new Change.Refused(name, "the folder's name is no name for a workload");
        }
        if (inputs.chart().isEmpty()) {
            return new Change.Refused(name, "the repository has no chart in " + config.chart());
        }
        Optional<byte[]> values = source.file(inputs.folder(), "values.yaml");
        if (values.isEmpty()) {
            return new Change.Refused(name, "there is no values.yaml");
        }
        try {
            return new Change.Rendered(
                    name, charts.render(source, inputs.chart().get(), release, config.namespace(), values.get()));
        } catch (ChartRefused refused) {
            return new Change.Refused(name, String.valueOf(refused.getMessage()));
        }
    }
}

package io.botfleet.adapters.local.cluster.source;

import com.marcnuri.helm.Helm;
import io.botfleet.adapters.local.process.EndingSignals;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** Renders the chart of a commit with Helm, in process. */
public final class Charts {
    private static final int LONGEST_MESSAGE = 1_000;

    private final Path folder;
    private boolean unlinked;

    /** @param folder for the chart and the values while they are rendered */
    public Charts(Path folder) {
        this.folder = PrivateFiles.folder(folder);
    }

    /**
     * The manifests of one release, with the name and namespace that ArgoCD would give it.
     *
     * @param chart the tree of the chart
     * @param values the file of the tenant, given to Helm after the chart's own
     */
    public String render(GitSource source, ObjectId chart, String release, String namespace, byte[] values)
            throws IOException, ChartRefused {
        Path exported = exported(source, chart);
        if (!Files.isRegularFile(exported.resolve("Chart.yaml"))) {
            throw new ChartRefused("the repository has no chart");
        }
        Path file = folder.resolve("values.yaml");
        PrivateFiles.write(file, values);
        try {
            return new Helm(exported)
                    .template()
                    .withName(release)
                    .withNamespace(namespace)
                    .withValuesFile(file)
                    .call();
        } catch (RuntimeException refused) {
            throw new ChartRefused(message(refused), refused);
        } finally {
            EndingSignals.takeBack();
            PrivateFiles.delete(file);
            if (!unlinked) {
                HelmLibrary.unlink();
                unlinked = true;
            }
        }
    }

    /** The chart on disk; only the last one is kept. */
    private Path exported(GitSource source, ObjectId chart) throws IOException {
        Path wanted = folder.resolve(chart.name());
        if (!Files.isDirectory(wanted)) {
            try (Stream<Path> others = Files.list(folder)) {
                others.filter(Files::isDirectory).forEach(PrivateFiles::deleteAll);
            }
            Path unfinished = PrivateFiles.folder(folder.resolve("unfinished"));
            source.export(chart, unfinished);
            Files.move(unfinished, wanted);
        }
        return wanted;
    }

    private String message(RuntimeException refused) {
        String message = Optional.ofNullable(refused.getMessage())
                .orElse(refused.getClass().getSimpleName())
                .replace(folder + "/", "")
                .strip();
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}

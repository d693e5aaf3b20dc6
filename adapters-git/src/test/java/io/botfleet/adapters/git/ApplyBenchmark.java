package io.botfleet.adapters.git;

import io.botfleet.application.gitops.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many commands a second reach a repository on this disk; arguments: tenants, commands a push, pushes.
 *
 * <p>No test: figures depend on the machine and on what else it does.
 */
final class ApplyBenchmark {
    private ApplyBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int tenants = Integer.parseInt(arguments[0]);
        int each = Integer.parseInt(arguments[1]);
        int pushes = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("apply-benchmark");
        Path chart = Files.createDirectories(folder.resolve("chart"));
        Files.writeString(chart.resolve("Chart.yaml"), "name: freqtrade\n");
        new GitOpsSeeder(Identity.BOTFLEET, Clock.systemUTC()).seed(folder.resolve("gitops.git"), chart);
        try (JGitOpsRepository repository = new JGitOpsRepository(
                GitRemote.open(folder.resolve("gitops.git").toString()),
                folder.resolve("cache"),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty())) {
            int command = 0;
            for (int filled = 0; filled < tenants; ) {
                List<Change> changes = new ArrayList<>();
                for (int at = 0; at < 500 && filled < tenants; at++) {
                    changes.add(GitFixture.start(++command, ++filled));
                }
                repository.apply(GitFixture.FENCE, changes);
            }
            long begin = System.nanoTime();
            for (int push = 0; push < pushes; push++) {
                List<Change> changes = new ArrayList<>();
                for (int at = 0; at < each; at++) {
                    command++;
                    changes.add(GitFixture.start(command, 1 + command % tenants));
                }
                repository.apply(GitFixture.FENCE, changes);
            }
            double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
            System.out.printf(
                    "%d tenants, %d commands a push: %.1f commands/s, %.1f ms a push%n",
                    tenants, each, each * pushes / seconds, 1000 * seconds / pushes);
        } finally {
            Folders.delete(folder);
        }
    }
}

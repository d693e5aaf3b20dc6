package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Whether the GitOps repository lets us in, and has the chart that every bot is rendered with. */
final class GitCheck implements AutoCloseable {
    private static final RepositoryPath CHART = new RepositoryPath("infra/charts/freqtrade/Chart.yaml");

    private final PlatformSettings settings;
    private @Nullable RepositoryReader repository;

    GitCheck(PlatformSettings settings) {
        this.settings = settings;
    }

    /** Throws {@link Unavailable} while it can't be reached, for whatever reason: a host tells few of them apart. */
    synchronized void check() {
        CommitId head = reader().fetch()
                .orElseThrow(() -> new Permanent("the GitOps repository has no branch "
                        + settings.git().branch() + "; it needs one with the chart of the bots"));
        if (reader().at(head, CHART).isEmpty()) {
            throw new Permanent("the GitOps repository has no " + CHART + " on its branch "
                    + settings.git().branch() + "; copy the chart there");
        }
    }

    /** In the platform's own folder, so that what is fetched now need not be fetched again. */
    private RepositoryReader reader() {
        RepositoryReader known = repository;
        if (known != null) {
            return known;
        }
        try {
            RepositoryReader made = new RepositoryReader(settings.git(), settings.gitMirror());
            repository = made;
            return made;
        } catch (UncheckedIOException | IllegalStateException unusable) {
            throw new Permanent("git.mirror: " + unusable.getMessage(), unusable);
        }
    }

    /** Waits for a look that is not over. */
    @Override
    public synchronized void close() {
        if (repository != null) {
            repository.close();
            repository = null;
        }
    }
}

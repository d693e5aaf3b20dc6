package io.botfleet.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.git.GitOpsSeeder.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitOpsSeederTest {
    @TempDir
    Path folder;

    private final GitOpsSeeder seeder =
            new GitOpsSeeder(Identity.BOTFLEET, Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));
    private Path chart;
    private Path repository;

    @BeforeEach
    void writeAChart() throws IOException {
        chart = Files.createDirectories(folder.resolve("chart"));
        repository = folder.resolve("gitops.git");
        Files.writeString(chart.resolve("Chart.yaml"), "name: freqtrade\n");
        Files.createDirectories(chart.resolve("templates"));
        Files.writeString(chart.resolve("templates/deployment.yaml"), "kind: Deployment\n");
        Files.writeString(chart.resolve("templates/_helpers.tpl"), "\n");
        Files.writeString(chart.resolve(".helmignore"), "ci/\n");
    }

    @Test
    void makesARepositoryThatHoldsTheChart() {
        Seeded seeded = seeder.seed(repository, chart);

        PlainGit git = new PlainGit(repository);
        assertThat(git.run("fsck", "--full", "--strict", "--no-dangling")).isEmpty();
        assertThat(git.run("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        assertThat(git.run("rev-parse", "main")).isEqualTo(seeded.head().hex());
        assertThat(git.run("ls-tree", "-r", "--name-only", "main").lines())
                .containsExactlyInAnyOrder(
                        "README.md",
                        "clientes/README.md",
                        "infra/charts/freqtrade/.helmignore",
                        "infra/charts/freqtrade/Chart.yaml",
                        "infra/charts/freqtrade/templates/_helpers.tpl",
                        "infra/charts/freqtrade/templates/deployment.yaml");
        assertThat(git.run("log", "-1", "--format=%an %ae %at", "main"))
                .isEqualTo("botfleet botfleet@localhost 1767323045");
        assertThat(seeded.sameChart()).isTrue();
    }

    @Test
    void seedingAgainChangesNothing() {
        Seeded first = seeder.seed(repository, chart);

        assertThat(seeder.seed(repository, chart)).isEqualTo(first);
    }

    @Test
    void leavesAChartThatIsThereAndSaysThatItDiffers() throws IOException {
        Seeded first = seeder.seed(repository, chart);
        Files.writeString(chart.resolve("Chart.yaml"), "name: another\n");

        assertThat(seeder.seed(repository, chart)).isEqualTo(new Seeded(first.head(), false));
    }

    @Test
    void givesTheChartToARepositoryThatHasNone() throws IOException {
        PlainGit git = PlainGit.bare(repository);
        String byHand = git.pushByHand("README.md", Optional.of("ours\n"));

        Seeded seeded = seeder.seed(repository, chart);

        assertThat(git.run("rev-parse", seeded.head().hex() + "^")).isEqualTo(byHand);
        assertThat(git.run("show", "main:README.md")).isEqualTo("ours");
        assertThat(git.run("show", "main:infra/charts/freqtrade/Chart.yaml")).isEqualTo("name: freqtrade");
    }

    @Test
    void beginsAnewWhereAnEarlierSeedingWasCutOff() throws IOException {
        Path beginning = folder.resolve("gitops.git.new");
        Files.createDirectories(beginning.resolve("objects"));
        Files.writeString(beginning.resolve("config"), "[core");

        seeder.seed(repository, chart);

        assertThat(new PlainGit(repository).run("show", "main:infra/charts/freqtrade/Chart.yaml"))
                .isEqualTo("name: freqtrade");
        assertThat(beginning).doesNotExist();
    }

    @Test
    void letsNobodyRewriteTheHistory() {
        seeder.seed(repository, chart);
        PlainGit git = new PlainGit(repository);
        git.pushByHand("x", Optional.of("x"));
        git.run("branch", "other", "main^");

        assertThatThrownBy(() -> git.run("push", "--force", ".", "other:main")).hasMessageContaining("denying");
        assertThatThrownBy(() -> git.run("push", ".", ":main")).hasMessageContaining("denying");
    }

    @Test
    void makesNoRepositoryWithoutAChart() {
        assertThatThrownBy(() -> seeder.seed(repository, folder.resolve("nothing")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(repository).doesNotExist();
    }
}

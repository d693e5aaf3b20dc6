package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.gitops.CommitId;
import org.junit.jupiter.api.Test;

/** What the repository says is what runs, or it is refused. */
final class ClusterChartTest extends OnScriptedCluster {
    private static final String DEPLOYMENT = "infra/charts/freqtrade/templates/deployment.yaml";

    @Test
    void runsWhatTheChartOfTheHeadSays() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        String first = pod(await(BOT, OnScriptedCluster::runs)).uid();

        String helpers = "infra/charts/freqtrade/templates/_helpers.tpl";
        cluster.write(
                helpers,
                cluster.read(helpers)
                        .replace(
                                "command: [\"botfleet-entrypoint\"]",
                                "command: [\"sh\", \"-c\", \"echo changed; exec sleep 1000\"]"));
        cluster.commit("Change what the container runs");

        Pod second = pod(await(BOT, seen -> workloads.logs(BOT, 10).contains("changed")));
        assertThat(second.uid()).isNotEqualTo(first);
        assertThat(second.command()).contains(FIRST);
    }

    @Test
    void refusesManifestsItWouldRunDifferentlyAndKeepsWhatRuns() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        Pod before = pod(await(BOT, OnScriptedCluster::runs));
        String good = cluster.read(DEPLOYMENT);

        cluster.write(DEPLOYMENT, good.replace("    spec:\n", "    spec:\n      hostNetwork: true\n"));
        CommitId bad = cluster.commit("Ask for what one machine has not");

        Observation.Seen refused = await(BOT, seen -> seen.problem().isPresent());
        assertThat(refused.revision()).contains(bad);
        assertThat(refused.problem())
                .contains(new Problem(
                        Problem.Kind.SYNC_FAILED,
                        "the local cluster does not know spec.template.spec.hostNetwork of a Deployment"));
        assertThat(refused.pod()).contains(before);
        cluster.write(DEPLOYMENT, good);
        cluster.commit("Take it back");
        assertThat(await(BOT, seen -> seen.problem().isEmpty()).pod()).contains(before);
    }

    @Test
    void oneClientsUnreadableValuesTroubleNobodyElse() {
        run("exec sleep 1000");
        cluster.write("clientes/" + OTHER_CLIENT + "/values.yaml", "clientId: [\n");
        cluster.deploy(CLIENT, FIRST, order());

        await(BOT, OnScriptedCluster::runs);
        Observation.Seen other = await(OTHER_BOT, seen -> seen.problem().isPresent());
        assertThat(other.problem().orElseThrow().kind()).isEqualTo(Problem.Kind.SYNC_FAILED);
        assertThat(other.pod()).isEmpty();
    }

    @Test
    void refusesValuesThatTheSchemaRefuses() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, OnScriptedCluster::runs);
        String values = "clientes/" + CLIENT + "/values.yaml";

        cluster.write(values, cluster.read(values).replace("maxOpenTrades: 3", "maxOpenTrades: \"3\""));
        cluster.commit("A text for a number");

        Problem problem =
                await(BOT, seen -> seen.problem().isPresent()).problem().orElseThrow();
        assertThat(problem.kind()).isEqualTo(Problem.Kind.SYNC_FAILED);
        assertThat(problem.message()).contains("maxOpenTrades").doesNotContain(base.toString());
    }
}

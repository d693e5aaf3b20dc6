package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.Platform;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Somebody changes a file in Git by hand, beside the values that the digest on a pod covers. */
class AlteredValuesTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final RepositoryPath BOT = RepositoryPath.ofBot(CLIENT);
    private static final RepositoryPath BACKTEST = RepositoryPath.ofBacktest(CLIENT, new CommandId(1));

    private final Bench bench = new Bench();

    @Test
    void rollBackAStartThatTheClusterHasYetToTakeUp() {
        committed(Platform.start("SampleStrategy"));

        alter(BOT, AlteredValuesTest::withAnotherImage);
        bench.runAll(30);

        rolledBack();
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void rollBackAStartBeforeItIsConfirmed() {
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.StandsStill());
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);

        alter(BOT, AlteredValuesTest::withAnotherImage);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        bench.runAll(30);

        rolledBack();
    }

    @Test
    void rollBackABacktestThatTheClusterHasYetToTakeUp() {
        committed(Platform.backtest("SampleStrategy"));

        alter(BACKTEST, AlteredValuesTest::withAnotherImage);
        bench.runAll(30);

        rolledBack();
        assertThat(bench.world.cluster().pods()).doesNotContainKey(WorkloadId.ofBacktest(CLIENT, new CommandId(1)));
    }

    @Test
    void proveNothingWhereTheyAreNotOfThisCommand() {
        committed(Platform.start("SampleStrategy"));
        Bytes own = file(BOT);
        bench.world.cluster().reconcile();

        alter(BOT, yaml -> yaml.replace("commandId: \"1\"", "commandId: '1'"));
        bench.runAll(5);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(1).waitingOn().orElseThrow())
                .startsWith("the cluster to run the file of this command");

        alter(BOT, _ -> own.utf8());
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void areTheSameWhereTheBotComesUpPaused() {
        committed(Platform.start("SampleStrategy"));

        alter(BOT, yaml -> ValuesDocument.paused(Bytes.ofUtf8(yaml)).utf8());
        bench.run(2);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);
    }

    private void committed(Json.Members order) {
        bench.submit(Bench.wallet(1), order);
        bench.runBesideTheCluster(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.COMMITTED);
    }

    private static String withAnotherImage(String yaml) {
        return yaml + "chart:\n  image:\n    repository: \"other\"\n";
    }

    private void alter(RepositoryPath path, UnaryOperator<String> change) {
        String altered = change.apply(file(path).utf8());
        bench.world.git().commitByHand(path, Optional.of(Bytes.ofUtf8(altered)));
    }

    private Bytes file(RepositoryPath path) {
        return Objects.requireNonNull(bench.world.git().tree().get(path));
    }

    private void rolledBack() {
        Command command = bench.command(1);
        assertThat(command.stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(command.ending().orElseThrow().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(command.ending().orElseThrow().detail())
                .startsWith("the file of this command was altered after it was committed: the cluster runs ");
        assertThat(bench.world.git().tree()).isEmpty();
    }
}

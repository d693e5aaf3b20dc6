package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.Platform;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values that the schema of the chart in the repository refuses. */
class RefusedValuesTest {
    private static final String TAKES_ALL = "true";
    private static final String TAKES_NONE = "false";
    private static final RepositoryPath FIRST = RepositoryPath.ofBot(new ClientId(1));

    private final Bench bench = new Bench();

    @Test
    void areNotCommittedAndTheirCommandSaysWhatItWaitsFor() {
        chartSays("{\"required\": [\"clientId\", \"riskLimit\"]}");
        int before = bench.world.git().size();

        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(20);

        assertThat(bench.world.git().size()).isEqualTo(before);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(1).waitingOn())
                .hasValue("the chart's schema to take its values: the values: required riskLimit");
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void areTakenOnceTheSchemaIsMended() {
        chartSays(TAKES_NONE);
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);

        chartSays(TAKES_ALL);
        bench.runAll(40);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.command(1).stuck()).isEmpty();
    }

    @Test
    void areHeldAgainstTheSchemaWithWhatTheChartSetsItself() {
        chartSays("{\"required\": [\"chart\", \"clientId\"]}");
        bench.world
                .git()
                .commitByHand(RepositoryPath.CHART_VALUES, Optional.of(Bytes.ofUtf8("chart:\n  replicas: 1\n")));

        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(40);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void areRefundedAtTheCutOff() {
        chartSays(TAKES_NONE);
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(20);

        bench.world.clock().advance(Chain.WINDOW);
        bench.runAll(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(1).ending()).hasValueSatisfying(ending -> {
            assertThat(ending.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(ending.toString())
                    .contains("it was too late to commit it: the chart's schema to take its values: ");
        });
        assertThat(bench.world.git().tree()).doesNotContainKey(FIRST);
    }

    @Test
    void makeTheirCommandStuckSinceTheFirstLook() {
        chartSays(TAKES_NONE);
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(20);
        Stuck stuck = bench.command(1).stuck().orElseThrow();
        Instant now = bench.world.clock().instant();

        bench.runAll(60);

        assertThat(stuck.by()).isEqualTo(Stuck.By.PERMANENT);
        assertThat(stuck.since()).isBefore(now);
        assertThat(bench.command(1).stuck()).hasValue(stuck);
        assertThat(bench.commands.backlog().stuck()).containsEntry(Stuck.By.PERMANENT, 1L);
    }

    @Test
    void ofABacktestAreNotCommittedEither() {
        chartSays(TAKES_NONE);

        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.world.git().tree()).containsOnlyKeys(RepositoryPath.CHART_SCHEMA);
    }

    @Test
    void holdUpNoOtherCommand() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        chartSays(TAKES_NONE);

        bench.submit(Bench.wallet(2), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.git().tree()).containsOnlyKeys(RepositoryPath.CHART_SCHEMA);
    }

    /** Or a chart that has become stricter would keep a client from getting back what it had, and its fee. */
    @Test
    void areCommittedAllTheSameWhereTheyAreWhatWasApprovedBefore() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        Bytes approved = bench.command(1).prepared().flatMap(Prepared::content).orElseThrow();
        bench.world.cluster().strategy("OtherStrategy", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.DEPLOYED);

        chartSays(TAKES_NONE);
        bench.world.clock().advance(Chain.WINDOW);
        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.world.git().tree()).containsEntry(FIRST, approved);
    }

    /** What is there breaks the schema already; holding back its pause would only keep it trading. */
    @Test
    void keepNobodyFromPausingTheBotThatHasThem() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(40);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        Bytes values = bench.command(1).prepared().flatMap(Prepared::content).orElseThrow();
        bench.world.cluster().open(WorkloadId.ofBot(new ClientId(1)), Bench.openTrade());
        chartSays(TAKES_NONE);

        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(60);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.git().tree()).containsEntry(FIRST, ValuesDocument.paused(values));
    }

    @Test
    void thatAreInGitAlreadyAreNotRefusedForALaterSchema() {
        prepareAStart();
        Bytes values = bench.command(1).prepared().flatMap(Prepared::content).orElseThrow();
        bench.world.git().commitByHand(FIRST, Optional.of(values));
        chartSays(TAKES_NONE);

        bench.commit();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.COMMITTED);
    }

    @Test
    void areNotTakenForGoodWhileTheRepositoryCannotBeAsked() {
        prepareAStart();

        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> commitInto(failing("head", new Unavailable("the remote is away"))));

        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(1).stuck()).isEmpty();
        assertThat(bench.command(1).waitingOn()).hasValue("Git: the remote is away");
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void holdUpNothingElseWhereTheChartCannotBeReadForGood() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.submit(Bench.wallet(2), Platform.start("SampleStrategy"));
        prepare(3);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.PROVISIONED);

        commitInto(failing("at", new Permanent("the schema is too large")));

        assertThat(bench.command(2).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(3).stuck().orElseThrow().by()).isEqualTo(Stuck.By.PERMANENT);
        assertThat(bench.command(3).waitingOn()).hasValue("Git: the schema is too large");
    }

    private void commitInto(GitOpsRepository repository) {
        bench.committing(repository).commit(bench.fence(Role.GIT_WRITER), Bench.REPLICA, 100, Bench.LEASE);
    }

    private GitOpsRepository failing(String method, PortFailure failure) {
        GitOpsRepository there = new InMemoryGitOpsRepository(bench.world);
        return (GitOpsRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {GitOpsRepository.class}, (_, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        throw failure;
                    }
                    return called.invoke(there, arguments);
                });
    }

    @Test
    void thatCannotBeLookedAtForAMistakeKeepNobodyElseWaiting() {
        prepareAStart();
        bench.submit(Bench.wallet(2), Platform.start("OtherStrategy"));
        prepare(2);
        chartSays(TAKES_ALL);
        bench.schema = (_, values) -> {
            if (values.utf8().contains("OtherStrategy")) {
                throw new IllegalStateException("a mistake");
            }
            return Optional.empty();
        };

        assertThatIllegalStateException().isThrownBy(bench::commit).withMessageEndingWith(": a mistake");

        assertThat(bench.command(1).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(2).stuck().orElseThrow().by()).isEqualTo(Stuck.By.MISTAKE);
    }

    private void prepareAStart() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        prepare(1);
    }

    private void prepare(long id) {
        bench.tick();
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        bench.world.clock().advance(Duration.ofSeconds(1));
        bench.advance();
        assertThat(bench.commands.find(new CommandId(id)).orElseThrow().stage()).isEqualTo(Stage.PROVISIONED);
    }

    private void chartSays(String schema) {
        bench.world.git().commitByHand(RepositoryPath.CHART_SCHEMA, Optional.of(Bytes.ofUtf8(schema)));
    }
}

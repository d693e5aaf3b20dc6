package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.WorkloadsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** On the real chart and entry script, with paperbot and PostgreSQL. */
@SuppressWarnings("NullAway.Init")
final class LocalWorkloadsTest extends WorkloadsContract {
    private static final Secret ADMINISTRATOR = Secret.of("administrator-of-this-test");

    @TempDir
    private static Path database;

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path directory;

    private ClusterUnderTest cluster;
    private LocalWorkloads workloads;

    @BeforeAll
    static void startTheDatabase() {
        postgres = EmbeddedPostgres.start(database.resolve("postgres"), ADMINISTRATOR, 0);
        for (int number = 1; number <= 2; number++) {
            ClusterUnderTest.createTenant(postgres, ADMINISTRATOR, new ClientId(number));
        }
    }

    @AfterAll
    static void stopTheDatabase() {
        postgres.stop();
    }

    @BeforeEach
    void startTheCluster() {
        cluster = new ClusterUnderTest(directory, ClusterUnderTest.paperbot(directory), postgres.port());
        cluster.start();
        workloads = new LocalWorkloads(cluster.address());
    }

    @AfterEach
    void stopAll() {
        workloads.close();
        cluster.stop();
    }

    @Override
    protected Workloads workloads() {
        return workloads;
    }

    @Override
    protected Deployed deploy(ClientId client, CommandId command, StartTrading order) {
        return cluster.deploy(client, command, order);
    }

    @Override
    protected CommitId remove(ClientId client) {
        return cluster.remove(client);
    }

    /** As its containers do: to the end of the file that they have open. */
    @Override
    protected void print(ClientId client, String line) {
        cluster.print(client, line);
    }

    @Override
    protected void stopTheCluster() {
        cluster.leave();
    }

    @Override
    protected void restartTheCluster() {
        cluster.start();
    }

    @Override
    protected void proceed() {}
}

package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.Commands;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.domain.chain.Address;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What looks at every bot again and again asks the store about all of them at once. */
class QuestionsTest {
    private static final int CLIENTS = 40;

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void runABotOfEachClient() {
        for (int client = 1; client <= CLIENTS; client++) {
            platform.send(new Address("0x%040x".formatted(client)), Platform.start("SampleStrategy"));
        }
        platform.run(40);
        assertThat(platform.commands().activeBots()).isEqualTo(CLIENTS);
        assertThat(platform.commands().backlog().stages()).isEmpty();
    }

    @Test
    void comparesEveryClientByOneQuestionAndAsksOnceWhatIsOverdue() {
        Reconciling reconciling = new Reconciling(
                counted(),
                new InMemorySettlements(world),
                new InMemorySettlementLedger(world),
                new InMemoryGitOpsRepository(world),
                new InMemoryWorkloads(world),
                world.clock());

        assertThat(reconciling.reconcile()).isEmpty();

        assertThat(asked).containsExactly("summaries", "overdue");
    }

    private Commands counted() {
        Commands commands = new InMemoryCommands(world);
        return (Commands) Proxy.newProxyInstance(
                Commands.class.getClassLoader(), new Class<?>[] {Commands.class}, (_, method, arguments) -> {
                    asked.add(method.getName());
                    try {
                        return method.invoke(commands, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}

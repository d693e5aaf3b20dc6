package io.botfleet.application.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryCommandViews;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import org.junit.jupiter.api.Test;

class ExplainingCommandsTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final CommandId FIRST = new CommandId(1);

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private final ExplainingCommands explaining = new ExplainingCommands(new InMemoryCommandViews(world));

    @Test
    void knowsNothingOfACommandThatWasNeverSeen() {
        assertThat(explaining.explain(FIRST)).isEmpty();
    }

    @Test
    void saysThatASightingWaitsForBlocks() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        world.chain().mine();
        platform.step();

        Explanation explanation = explaining.explain(FIRST).orElseThrow();
        assertThat(explanation.stage()).isEmpty();
        assertThat(explanation.sentence())
                .isEqualTo(
                        "Command 1 of cliente-001 was seen at 2026-01-01T00:00:00Z and waits for more blocks on top of "
                                + "block 1; from its deadline, 2026-01-01T00:10:00Z, the fee can be reclaimed.");
    }

    @Test
    void saysWhatAWaitingCommandWaitsFor() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);

        Explanation explanation = explaining.explain(FIRST).orElseThrow();
        assertThat(explanation.stage()).hasValue(Stage.DEPLOYED);
        assertThat(explanation.sentence())
                .startsWith("Command 1 (start of cliente-001) is DEPLOYED since 2026-01-01T00:00:")
                .contains(" and waits for " + explanation.waitingOn().orElseThrow() + "; from its deadline, ")
                .endsWith(", the fee can be reclaimed.");
        assertThat(explanation.waitingOn()).hasValue("the pod to become ready");
    }

    @Test
    void tellsOneSightingFromAnother() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.send(new Address("0x" + "b".repeat(40)), Platform.start("SampleStrategy"));
        world.chain().mine();
        platform.step();

        assertThat(explaining.explain(new CommandId(2)).orElseThrow().sentence())
                .startsWith("Command 2 of cliente-002 was seen");
        assertThat(explaining.explain(new CommandId(3))).isEmpty();
    }

    @Test
    void saysInTheJournalWhyACommandFailedAndHowItWasUndone() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        platform.run(40);
        Command command = platform.command(1);

        assertThat(new InMemoryCommandViews(world).journal(FIRST))
                .extracting(JournalEntry::text)
                .contains(
                        "values " + digestOf(command),
                        "EXECUTION_FAILED: " + command.ending().orElseThrow().detail(),
                        "commit " + command.undoCommit().orElseThrow().hex(),
                        "waits for the settlement to be mined and confirmed")
                .allSatisfy(text -> assertThat(text).doesNotContain("Optional"));
    }

    @Test
    void saysInTheJournalThatABotWasRemoved() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);

        assertThat(new InMemoryCommandViews(world).journal(new CommandId(2)))
                .extracting(JournalEntry::text)
                .contains(
                        "it opens: a stop",
                        "clientes/cliente-001/values.yaml is to go",
                        "no pod is left at "
                                + platform.command(2)
                                        .execution()
                                        .revision()
                                        .orElseThrow()
                                        .hex());
    }

    private static String digestOf(Command command) {
        return ((Prepared.Values) command.prepared().orElseThrow()).digest().value();
    }

    @Test
    void saysHowAnApprovedCommandEnded() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        Explanation explanation = explaining.explain(FIRST).orElseThrow();
        assertThat(explanation.waitingOn()).isEmpty();
        assertThat(explanation.sentence())
                .startsWith("Command 1 (start of cliente-001) was approved at 2026-01-01T00:00:")
                .contains(" in transaction 0x")
                .endsWith(": the fee is captured.");
    }

    @Test
    void saysWhyACommandWasRolledBackAndWhereTheFeeWent() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        platform.run(40);

        assertThat(explaining.explain(FIRST).orElseThrow().sentence())
                .startsWith("Command 1 (start of cliente-001) was rolled back at ")
                .contains("since it does not succeed (EXECUTION_FAILED: Impossible to load Strategy 'NoSuchStrategy'")
                .endsWith(": the fee went back to " + ANN + ".");
    }
}

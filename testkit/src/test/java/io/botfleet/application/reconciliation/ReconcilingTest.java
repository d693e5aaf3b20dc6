package io.botfleet.application.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.reconciliation.Discrepancy.Kind;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconcilingTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final ClientId CLIENT = new ClientId(1);
    private static final RepositoryPath VALUES = RepositoryPath.ofBot(CLIENT);

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private final Reconciling reconciling = new Reconciling(
            new InMemoryCommands(world),
            new InMemorySettlements(world),
            new InMemorySettlementLedger(world),
            new InMemoryGitOpsRepository(world),
            new InMemoryWorkloads(world),
            world.clock());

    @BeforeEach
    void runABot() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        assertThat(platform.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(reconciling.reconcile()).isEmpty();
    }

    @Test
    void findsNothingWhereABotWasStopped() {
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);

        assertThat(reconciling.reconcile()).isEmpty();
    }

    @Test
    void leavesOutAClientWithACommandOnItsWay() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);

        assertThat(reconciling.reconcile()).isEmpty();
    }

    @Test
    void tellsOfAFileThatIsGone() {
        world.git().commitByHand(VALUES, Optional.empty());
        world.cluster().reconcile();

        assertFound(Kind.VALUES_MISSING, "cliente-001", "command 1 was approved");
    }

    @Test
    void tellsOfAFileThatWasAltered() {
        String values = Objects.requireNonNull(world.git().tree().get(VALUES)).utf8();
        world.git().commitByHand(VALUES, Optional.of(Bytes.ofUtf8(values + "\n")));

        assertFound(Kind.VALUES_ALTERED, "cliente-001", "command 1");
    }

    @Test
    void tellsOfAFileThatNoCommandAsksFor() {
        Bytes values = Objects.requireNonNull(world.git().tree().get(VALUES));
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);
        world.git().commitByHand(VALUES, Optional.of(values));

        assertFound(Kind.VALUES_WITHOUT_COMMAND, "cliente-001", "no command");
    }

    @Test
    void tellsOfAFileOfAClientWhoNeverSentACommand() {
        world.git().commitByHand(RepositoryPath.ofBot(new ClientId(7)), Optional.of(Bytes.ofUtf8("mode: \"trade\"\n")));

        assertFound(Kind.VALUES_WITHOUT_COMMAND, "clientes/cliente-007/values.yaml", "never sent a command");
    }

    @Test
    void tellsOfAWorkloadThatGitDoesNotHave() {
        world.cluster().open(WorkloadId.ofBot(CLIENT), openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);
        world.git().commitByHand(VALUES, Optional.empty());

        assertFound(Kind.WORKLOAD_WITHOUT_VALUES, "cliente-001", "runs");
    }

    @Test
    void tellsOfAnApprovedBotThatDied() {
        world.cluster()
                .strategy(
                        "SampleStrategy",
                        new Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, "the exchange is gone")));

        assertFound(Kind.BOT_DOWN, "cliente-001", "CRASH_LOOP: the exchange is gone");
    }

    @Test
    void tellsOfAVerdictThatIsLate() {
        sendAFailingStart();
        world.clock().advance(Chain.WINDOW);

        assertFound(Kind.SETTLEMENT_LATE, "command 2 of cliente-001", "its deadline was");
    }

    @Test
    void tellsOfASettlementThatIsNotRead() {
        sendAFailingStart();
        world.chain().mine();
        assertThat(reconciling.reconcile()).isEmpty();

        world.clock().advance(Duration.ofMinutes(11));

        assertFound(Kind.SETTLEMENT_UNREAD, "command 2 of cliente-001", "its escrow is gone");
    }

    @Test
    void findsNothingLateInWhatIsSettledAndNotFinalYet() {
        sendAFailingStart();
        platform.run(3);
        assertThat(platform.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(new InMemorySettlements(world).open()).isNotEmpty();
        world.clock().advance(Chain.WINDOW);

        assertThat(reconciling.reconcile()).isEmpty();
    }

    @Test
    void tellsWhoseAPodIsThatRunsInPlaceOfTheApprovedOne() {
        Bytes approved = Objects.requireNonNull(world.git().tree().get(VALUES));
        String other = approved.utf8().replaceFirst("(?m)^(\"?commandId\"?: \"?)1(\"?)$", "$1" + 7 + "$2");
        world.git().commitByHand(VALUES, Optional.of(Bytes.ofUtf8(other)));
        world.cluster().reconcile();
        world.git().commitByHand(VALUES, Optional.of(approved));

        assertFound(Kind.BOT_DOWN, "cliente-001", "its pod is of command 7, not of command 1");
    }

    /** Until its refund is sent, and not mined. */
    private void sendAFailingStart() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        for (int second = 0; second < 60 && isUnsettled(); second++) {
            world.clock().advance(Duration.ofSeconds(1));
            world.chain().mine();
            world.cluster().reconcile();
            platform.step();
        }
    }

    private boolean isUnsettled() {
        return platform.commands()
                .find(new CommandId(2))
                .filter(command -> command.stage() == Stage.REFUNDING)
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(World.Part.class)
    void saysNothingWhileAPartThatItComparesIsAway(World.Part part) {
        world.stop(part);

        if (part == World.Part.CLUSTER || part == World.Part.CHAIN) {
            assertThat(reconciling.reconcile()).isEmpty();
        } else {
            assertThatThrownBy(reconciling::reconcile).isInstanceOf(Unavailable.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void saysWhatToDo(Kind kind) {
        assertThat(kind.remedy()).endsWith(".").hasSizeGreaterThan(40);
    }

    private static OpenTrade openTrade() {
        return new OpenTrade(
                1,
                "BTC/USDT",
                false,
                Instant.parse("2026-01-01T00:00:00Z"),
                BigDecimal.TEN,
                BigDecimal.TEN,
                BigDecimal.ONE,
                BigDecimal.ZERO);
    }

    private void assertFound(Kind kind, String subject, String what) {
        assertThat(reconciling.reconcile()).singleElement().satisfies(discrepancy -> {
            assertThat(discrepancy.kind()).isEqualTo(kind);
            assertThat(discrepancy.subject()).isEqualTo(subject);
            assertThat(discrepancy.what()).contains(what);
        });
    }
}

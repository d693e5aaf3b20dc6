package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Commands;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.SettlementWindow;
import io.botfleet.testkit.memory.InMemoryBotHistory;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryInbox;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GaugesTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));

    private final World world = new World();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenAlarms alarms = new OpenAlarms(meters, world.clock());
    private final InMemoryInbox inbox = new InMemoryInbox(world);
    private final InMemoryBotHistory history = new InMemoryBotHistory(world);
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private @Nullable Gauges gauges;
    private @Nullable Backlog backlog;
    private boolean storeIsAway;
    private boolean ledgerIsAway;
    private boolean historyIsAway;
    private boolean gatewayIsAway;
    private BigInteger balance = BigInteger.TEN.pow(18);

    @Test
    void tellHowFarEverythingIs() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(5);
        look();

        assertThat(gauge("botfleet.deadline.nearest.seconds")).isBetween(580.0, 600.0);
        assertThat(gauge("botfleet.chain.lag.blocks")).isEqualTo(2);
        assertThat(gauge("botfleet.settler.balance.gwei")).isEqualTo(1e9);
        // A gas at 2 gwei, 40,000 of it for each.
        assertThat(gauge("botfleet.settler.settlements.left")).isEqualTo(12_500);
        assertThat(gauge("botfleet.halted")).isZero();
        assertThat(backlog()).isEqualTo(1);
        assertThat(alarms.open()).isEmpty();
    }

    /** Of a window of ten minutes and of one of an hour, the last fifth is kept free for the settlement. */
    @Test
    void tellHowMuchOfTheTimeForAVerdictIsGone() {
        assertThat(used(window(240, 600), window(720, 3600))).isEqualTo(0.5);
        assertThat(used(window(240, 600), window(2160, 3600))).isEqualTo(0.75);
        assertThat(used(window(600, 600))).isEqualTo(1.25);
        assertThat(used()).isZero();
    }

    private SettlementWindow window(long secondsGone, long seconds) {
        Instant begin = world.clock().instant().minusSeconds(secondsGone);
        return new SettlementWindow(begin, begin.plusSeconds(seconds));
    }

    private double used(SettlementWindow... undecided) {
        backlog = new Backlog(Map.of(), Optional.empty(), Set.of(undecided), Optional.empty(), Map.of(), List.of());
        look();
        return gauge("botfleet.cutoff.used.ratio");
    }

    @Test
    void tellHowLongTheOldestVerdictWaits() {
        look();
        assertThat(gauge("botfleet.verdict.oldest.seconds")).isZero();

        Instant since = world.clock().instant().minusSeconds(70);
        backlog = new Backlog(
                Map.of(Stage.APPROVING, 1L), Optional.empty(), Set.of(), Optional.of(since), Map.of(), List.of());
        look();
        assertThat(gauge("botfleet.verdict.oldest.seconds")).isEqualTo(70);
    }

    @Test
    void tellByNameWhatIsStuckUntilItGoesOn() {
        Instant since = world.clock().instant().minusSeconds(90);
        stuck(
                new Backlog.StuckCommand(
                        new CommandId(3),
                        new ClientId(1),
                        Stage.QUEUED,
                        new Stuck(Stuck.By.PERMANENT, since),
                        "the role is not ours"),
                new Backlog.StuckCommand(
                        new CommandId(5),
                        new ClientId(2),
                        Stage.RECEIVED,
                        new Stuck(Stuck.By.MISTAKE, since.plusSeconds(60)),
                        "a mistake"));

        assertThat(stuck("permanent")).isEqualTo(1);
        assertThat(stuck("mistake")).isEqualTo(1);
        assertThat(gauge("botfleet.stuck.oldest.seconds")).isEqualTo(90);
        assertThat(alarms.open())
                .extracting(Alarm::kind, Alarm::subject, Alarm::message)
                .containsExactly(
                        tuple(
                                "COMMAND_STUCK",
                                "command 3 of cliente-001",
                                "QUEUED since " + since
                                        + ": the role is not ours. Somebody has to change that; then it goes on"
                                        + " by itself."),
                        tuple(
                                "COMMAND_STUCK",
                                "command 5 of cliente-002",
                                "RECEIVED since " + since.plusSeconds(60)
                                        + ": a mistake. Please report it with the lines of the log that name the command."));

        storeIsAway = true;
        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::look);
        assertThat(stuck("permanent")).isNaN();
        assertThat(gauge("botfleet.stuck.oldest.seconds")).isNaN();
        assertThat(alarms.open()).hasSize(2);

        storeIsAway = false;
        stuck();
        assertThat(stuck("permanent")).isZero();
        assertThat(gauge("botfleet.stuck.oldest.seconds")).isZero();
        assertThat(alarms.open()).isEmpty();
    }

    private void stuck(Backlog.StuckCommand... commands) {
        backlog = new Backlog(
                Map.of(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Arrays.stream(commands)
                        .collect(
                                Collectors.groupingBy(command -> command.stuck().by(), Collectors.counting())),
                List.of(commands));
        look();
    }

    private double stuck(String failure) {
        return meters.get("botfleet.stuck").tag("failure", failure).gauge().value();
    }

    @Test
    void knowNothingOfTheKeysWhileTheGatewayCannotBeAsked() {
        look();
        assertThat(gauge("botfleet.settler.accepted")).isEqualTo(1);
        gatewayIsAway = true;
        world.clock().advance(KeyWatch.EVERY);

        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::look).withMessage("the gateway can't be asked");

        assertThat(gauge("botfleet.settler.accepted")).isNaN();
        assertThat(gauge("botfleet.settler.settlements.left")).isEqualTo(12_500);
    }

    @Test
    void tellHowManyBotsAreInEachState() {
        assertThat(bots(BotState.Kind.RUNNING)).isZero();
        Instant now = world.clock().instant();
        history.tell(new BotChange(new ClientId(1), Optional.empty(), now, new BotState.Running()));
        history.tell(new BotChange(new ClientId(2), Optional.empty(), now, new BotState.Running()));
        history.tell(new BotChange(
                new ClientId(2),
                Optional.empty(),
                now.plusSeconds(60),
                new BotState.Degraded(BotState.Cause.FAILING, "out of memory")));

        assertThat(bots(BotState.Kind.RUNNING)).isEqualTo(1);
        assertThat(bots(BotState.Kind.DEGRADED)).isEqualTo(1);
        assertThat(bots(BotState.Kind.DRAINING)).isZero();
        historyIsAway = true;
        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::look).withMessage("the history is away");
        assertThat(meters.get("botfleet.bots").gauges())
                .extracting(Gauge::value)
                .containsOnly(Double.NaN);
    }

    private double bots(BotState.Kind kind) {
        look();
        return meters.get("botfleet.bots").tag("state", kind.name()).gauge().value();
    }

    @Test
    void raiseAnAlarmWhileTheSettlerIsNearlyOutOfFunds() {
        balance = BigInteger.valueOf(99L * 40_000 * 2_000_000_000);
        look();

        assertThat(alarms.open()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Gauges.SETTLER_FUNDS);
            assertThat(alarm.message()).contains("pays for 99 more settlements", "Fund it");
        });
        balance = BigInteger.valueOf(100L * 40_000 * 2_000_000_000);
        look();
        assertThat(alarms.open()).isEmpty();
    }

    @Test
    void raiseAnAlarmWhileSettlingIsHalted() {
        platform.run(5);
        var reader = new InMemoryLeadership(world)
                .hold(Role.CHAIN_READER, new Replica("one"), Duration.ofMinutes(1))
                .orElseThrow();
        inbox.halt(reader, "the node does not have block 3");
        Instant since = world.clock().instant();
        look();
        world.clock().advance(Duration.ofMinutes(3));
        look();

        assertThat(gauge("botfleet.halted")).isEqualTo(1);
        assertThat(alarms.open())
                .singleElement()
                .isEqualTo(new Alarm(
                        Gauges.HALTED,
                        "chain",
                        since,
                        "the node does not have block 3: nothing is undone and nothing is settled. Find out which chain is"
                                + " right, and name a node that follows it; then it goes on by itself."));

        inbox.finalised(
                new InMemoryLeadership(world)
                        .hold(Role.CHAIN_READER, new Replica("one"), Duration.ofMinutes(1))
                        .orElseThrow(),
                world.chain().latest().ref());
        look();
        assertThat(alarms.open()).isEmpty();
    }

    @Test
    void loseOnlyTheFiguresOfThePartThatIsAway() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(5);
        look();
        ledgerIsAway = true;
        platform.run(1);

        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::look).withMessage("the settler's node is away");
        assertThat(gauge("botfleet.settler.balance.gwei")).isNaN();
        assertThat(gauge("botfleet.settler.settlements.left")).isNaN();
        assertThat(gauge("botfleet.chain.lag.blocks")).isEqualTo(2);
        assertThat(gauge("botfleet.halted")).isZero();
        assertThat(backlog()).isEqualTo(1);
    }

    @Test
    void goOnToTheNextPartWhereOneIsAwayAndThrowTheFirstFailureInTheEnd() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(5);
        look();
        storeIsAway = true;
        ledgerIsAway = true;

        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(this::look)
                .withMessage("the store is away")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("the settler's node is away"));
        assertThat(backlog()).isNaN();
        assertThat(gauge("botfleet.deadline.nearest.seconds")).isNaN();
        assertThat(gauge("botfleet.cutoff.used.ratio")).isNaN();
        assertThat(gauge("botfleet.verdict.oldest.seconds")).isNaN();
        assertThat(gauge("botfleet.settler.balance.gwei")).isNaN();
        assertThat(gauge("botfleet.chain.lag.blocks")).isEqualTo(2);

        storeIsAway = false;
        ledgerIsAway = false;
        look();
        assertThat(backlog()).isEqualTo(1);
        assertThat(gauge("botfleet.settler.balance.gwei")).isEqualTo(1e9);
    }

    @Test
    void areNotNumbersBeforeTheFirstComparison() {
        Discrepancies discrepancies = new Discrepancies(meters, alarms);

        assertThat(meters.get("botfleet.discrepancies").gauges())
                .extracting(Gauge::value)
                .containsOnly(Double.NaN);
        discrepancies.are(List.of(), false);
        assertThat(meters.get("botfleet.discrepancies").gauges())
                .extracting(Gauge::value)
                .containsOnly(0.0);
    }

    @Test
    void raiseAnAlarmForWhatDoesNotFitTogetherUntilItDoes() {
        Discrepancies discrepancies = new Discrepancies(meters, alarms);
        Discrepancy gone = new Discrepancy(Discrepancy.Kind.VALUES_MISSING, "cliente-001", "its file is gone");

        discrepancies.are(List.of(gone), false);

        assertThat(alarms.open())
                .singleElement()
                .isEqualTo(new Alarm(
                        "VALUES_MISSING",
                        "cliente-001",
                        world.clock().instant(),
                        "its file is gone. " + gone.kind().remedy()));
        assertThat(meters.get("botfleet.discrepancies")
                        .tag("kind", "VALUES_MISSING")
                        .gauge()
                        .value())
                .isEqualTo(1);
        discrepancies.are(List.of(), false);
        assertThat(alarms.open()).isEmpty();
    }

    @Test
    void keepTheirAlarmWhileOnlyTheWordsForItChange() {
        Discrepancies discrepancies = new Discrepancies(meters, alarms);
        discrepancies.are(List.of(down("error at 12:00:01")), true);
        Instant since = alarms.open().getFirst().since();
        world.clock().advance(Duration.ofSeconds(30));

        discrepancies.are(List.of(down("error at 12:00:31")), true);

        assertThat(alarms.open()).singleElement().satisfies(alarm -> {
            assertThat(alarm.since()).isEqualTo(since);
            assertThat(alarm.message()).contains("error at 12:00:31");
        });
    }

    private static Discrepancy down(String lastWords) {
        return new Discrepancy(Discrepancy.Kind.BOT_DOWN, "cliente-001", lastWords);
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private void look() {
        if (gauges == null) {
            gauges = new Gauges(
                    commands(),
                    inbox,
                    new InMemoryCommandLog(world),
                    ledger(),
                    history(),
                    keys(),
                    meters,
                    alarms,
                    Platform.POLICY.blockTime(),
                    world.clock());
        }
        gauges.look();
    }

    private double backlog() {
        return meters.get("botfleet.backlog").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    /** The ones in memory, unless they are away. */
    private Commands commands() {
        var inner = new InMemoryCommands(world);
        return proxy(Commands.class, (_, method, arguments) -> {
            if (storeIsAway) {
                throw new Unavailable("the store is away");
            }
            return method.getName().equals("backlog") && backlog != null ? backlog : method.invoke(inner, arguments);
        });
    }

    /** The one in memory, unless it is away. */
    private BotHistory history() {
        return proxy(BotHistory.class, (_, method, arguments) -> {
            if (historyIsAway) {
                throw new Unavailable("the history is away");
            }
            return method.invoke(history, arguments);
        });
    }

    /** Keys that fit, of a gateway that may be away. */
    private KeyWatch keys() {
        return new KeyWatch(
                () -> {
                    if (gatewayIsAway) {
                        throw new Unavailable("the gateway can't be asked");
                    }
                    return ANN;
                },
                ANN,
                List::of,
                List.of(),
                meters,
                alarms,
                world.clock());
    }

    /** The one in memory, with another balance, unless it is away. */
    private SettlementLedger ledger() {
        var inner = new InMemorySettlementLedger(world);
        return proxy(SettlementLedger.class, (_, method, arguments) -> {
            if (ledgerIsAway) {
                throw new Unavailable("the settler's node is away");
            }
            return method.getName().equals("account")
                    ? new SettlementLedger.Account(0, balance)
                    : method.invoke(inner, arguments);
        });
    }

    private static <T> T proxy(Class<T> port, InvocationHandler calls) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, calls));
    }
}

package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.domain.chain.Address;
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
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GaugesTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));

    private final World world = new World();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenAlarms alarms = new OpenAlarms(world.clock());
    private final InMemoryInbox inbox = new InMemoryInbox(world);
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private @Nullable Gauges gauges;
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
        assertThat(meters.get("botfleet.backlog").gauges().stream()
                        .mapToDouble(Gauge::value)
                        .sum())
                .isEqualTo(1);
        assertThat(alarms.open()).isEmpty();
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
                    new InMemoryCommands(world),
                    inbox,
                    new InMemoryCommandLog(world),
                    ledger(),
                    meters,
                    alarms,
                    world.clock());
        }
        gauges.look();
    }

    /** The one in memory, with another balance. */
    private SettlementLedger ledger() {
        var inner = new InMemorySettlementLedger(world);
        return (SettlementLedger) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SettlementLedger.class},
                (_, method, arguments) -> method.getName().equals("account")
                        ? new SettlementLedger.Account(0, balance)
                        : method.invoke(inner, arguments));
    }
}

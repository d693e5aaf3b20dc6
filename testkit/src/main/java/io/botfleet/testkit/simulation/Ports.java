package io.botfleet.testkit.simulation;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.command.Policy;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.testkit.memory.GatewayRules;
import io.botfleet.testkit.memory.InMemoryBacktests;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryInbox;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.InMemorySecretSealer;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryTenants;
import io.botfleet.testkit.memory.InMemoryValuesSchema;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.World;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the core stands on in a run: the adapters in memory, open to have one of them replaced by another, or broken on
 * purpose to see whether that is found. One object serves all replicas of one run.
 */
public class Ports {
    /** Lets a call stop before and after its effect. */
    public interface HandOvers {
        <T> T through(Class<T> port, T adapter);
    }

    private static final List<Class<?>> PORTS = List.of(
            Bots.class,
            CommandLog.class,
            Commands.class,
            Envelopes.class,
            GitOpsRepository.class,
            Inbox.class,
            Leadership.class,
            SecretSealer.class,
            SettlementLedger.class,
            Settlements.class,
            TenantSecrets.class,
            Tenants.class,
            Workloads.class);

    /**
     * Every method of every port, by the name that {@link Fault} has for it; but for what gives a stream, which is for those
     * who look on: no step of the core waits for a log.
     */
    static final List<String> METHODS = PORTS.stream()
            .flatMap(port -> Arrays.stream(port.getMethods()))
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .filter(method -> method.getReturnType() != Stream.class)
            .map(Ports::name)
            .sorted()
            .toList();

    /** The same of what is there for backtests alone. */
    static final List<String> OF_BACKTESTS = Stream.concat(
                    Arrays.stream(Backtests.class.getMethods()).map(Ports::name), Stream.of("Workloads.logs"))
            .sorted()
            .toList();

    /** How long a command has, and how many blocks make one final. */
    public static final Duration WINDOW = Duration.ofMinutes(4);

    public static final int FINAL_DEPTH = 6;

    private final World world;
    private final InMemorySecretSealer sealer;
    private final InMemorySettlementLedger ledger;

    public Ports() {
        this(new GatewayRules(WINDOW, FINAL_DEPTH));
    }

    public Ports(GatewayRules rules) {
        this.world = new World(rules);
        this.sealer = new InMemorySecretSealer(world);
        this.ledger = new InMemorySettlementLedger(world);
    }

    static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    public final World world() {
        return world;
    }

    /** Short times, so that all of a command's life fits into a few simulated minutes. */
    public Policy policy() {
        return new Policy(
                2,
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                2,
                2,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                Duration.ofSeconds(8));
    }

    public Bots bots() {
        return new InMemoryBots(world);
    }

    public CommandLog commandLog() {
        return new InMemoryCommandLog(world);
    }

    /** The log as those see it who ask how far it goes before they undo anything. */
    public CommandLog headLog() {
        return commandLog();
    }

    public Commands commands(HandOvers handOvers) {
        return new InMemoryCommands(world);
    }

    public GitOpsRepository repository() {
        return new InMemoryGitOpsRepository(world);
    }

    public ValuesSchema valuesSchema() {
        return new InMemoryValuesSchema();
    }

    public Inbox inbox(HandOvers handOvers) {
        return new InMemoryInbox(world);
    }

    public Leadership leadership() {
        return new InMemoryLeadership(world);
    }

    public SecretSealer sealer() {
        return sealer;
    }

    public SettlementLedger ledger() {
        return ledger;
    }

    public Backtests backtests() {
        return new InMemoryBacktests(world);
    }

    public Settlements settlements() {
        return new InMemorySettlements(world);
    }

    public TenantSecrets tenantSecrets() {
        return new InMemoryTenantSecrets();
    }

    public Tenants tenants() {
        return new InMemoryTenants(world);
    }

    public Workloads workloads() {
        return new InMemoryWorkloads(world);
    }
}

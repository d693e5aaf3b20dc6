package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.envelope.HpkeEnvelopes;
import io.botfleet.adapters.blockchain.json.StrictJson;
import io.botfleet.adapters.blockchain.log.EvmCommandLog;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.settlement.EvmSettlementLedger;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.git.Identity;
import io.botfleet.adapters.git.JGitOpsRepository;
import io.botfleet.adapters.git.schema.HelmValuesSchema;
import io.botfleet.adapters.postgres.bot.PostgresBotHistory;
import io.botfleet.adapters.postgres.command.PostgresBacktests;
import io.botfleet.adapters.postgres.command.PostgresCommandViews;
import io.botfleet.adapters.postgres.command.PostgresCommands;
import io.botfleet.adapters.postgres.command.PostgresInbox;
import io.botfleet.adapters.postgres.leadership.PostgresLeadership;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.adapters.postgres.settlement.PostgresSettlements;
import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.tenant.HkdfTenantSecrets;
import io.botfleet.adapters.postgres.tenant.MasterKey;
import io.botfleet.adapters.postgres.tenant.PostgresTenants;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.adapters.rest.health.Part;
import io.botfleet.adapters.rest.platform.AboutPlatform;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.backtest.CollectingBacktests;
import io.botfleet.application.backtest.Reports;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.bot.ShowingBots;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.ClearingBacktests;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.RemovingJobs;
import io.botfleet.application.command.TakingUpTransactions;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.application.reconciliation.RereadingSettlements;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.ExplainingCommands;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Puts adapters into ports, and ports into use cases; the one place that knows both sides. */
@Factory
final class PlatformFactory {
    private static final Duration RPC_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(3);
    /** What the platform's own threads use; what has no such name is for those that ask the API. */
    private static final String LOOPS = "loops";

    private static final int CONNECTIONS = 12;
    /** Apart from the platform's own work: whoever asks the most of the API keeps nobody else's command waiting. */
    private static final int CONNECTIONS_OF_REQUESTS = 4;
    /** A page of bots is five hundred questions, each of a millisecond. */
    private static final int MOST_REQUESTS_AT_ONCE = 1_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PlatformSettings settings;

    PlatformFactory(PlatformSettings settings) {
        this.settings = settings;
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    Replica replica() {
        return new Replica("botfleet-" + UUID.randomUUID());
    }

    @Bean(preDestroy = "close")
    @Singleton
    JsonRpc rpc() {
        return new JsonRpc(URI.create(settings.rpcUrl().reveal()), RPC_TIMEOUT);
    }

    @Singleton
    EvmNode node(JsonRpc rpc) {
        return new EvmNode(rpc);
    }

    @Singleton
    CommandLog commandLog(EvmNode node) {
        return new EvmCommandLog(node, settings.gateway(), settings.startBlock());
    }

    @Singleton
    Wallet settler() {
        return Wallet.ofPrivateKey(SecretFiles.read(settings.settlerKey()).reveal());
    }

    @Singleton
    SettlementLedger ledger(EvmNode node, Wallet settler) {
        return new EvmSettlementLedger(node, settings.gateway(), settler, settings.feeCapWei());
    }

    @Singleton
    EncryptionKeys encryptionKeys() {
        return EncryptionKeys.parse(SecretFiles.read(settings.encryptionKeys()).reveal());
    }

    @Singleton
    Envelopes envelopes(EncryptionKeys keys) {
        return new HpkeEnvelopes(keys);
    }

    @Singleton
    GatewayClient gatewayClient(EvmNode node) {
        return new GatewayClient(node, settings.gateway(), settings.feeCapWei());
    }

    @Bean(preDestroy = "close")
    @Singleton
    PlatformDatabase platformDatabase() {
        return PlatformDatabase.at(
                        settings.database(),
                        SecretFiles.read(settings.databasePassword()),
                        CONNECTIONS,
                        CONNECTION_PATIENCE)
                .migrate();
    }

    /** @param migrated has the tables in their form before anybody asks for a row */
    @Bean(preDestroy = "close")
    @Singleton
    Requests requests(@SuppressWarnings("unused") PlatformDatabase migrated) {
        return new Requests(PlatformDatabase.at(
                settings.database(),
                SecretFiles.read(settings.databasePassword()),
                CONNECTIONS_OF_REQUESTS,
                MOST_REQUESTS_AT_ONCE,
                CONNECTION_PATIENCE));
    }

    @Singleton
    Database database(PlatformDatabase platform) {
        return platform.database();
    }

    @Singleton
    Commands commands(Database database, MeterRegistry meters, Clock clock) {
        return new ObservedCommands(new PostgresCommands(database), meters, clock);
    }

    @Singleton
    Inbox inbox(Database database) {
        return new PostgresInbox(database);
    }

    @Singleton
    @Named(LOOPS)
    Settlements settlements(Database database) {
        return new PostgresSettlements(database);
    }

    @Singleton
    @Primary
    Settlements settlementsOf(Requests requests) {
        return new PostgresSettlements(requests.database());
    }

    @Singleton
    Leadership leadership(Database database) {
        return new PostgresLeadership(database);
    }

    @Singleton
    CommandViews views(Requests requests) {
        return new PostgresCommandViews(requests.database());
    }

    @Singleton
    @Named(LOOPS)
    Backtests backtests(Database database) {
        return new PostgresBacktests(database);
    }

    @Singleton
    @Primary
    Backtests backtestsOf(Requests requests) {
        return new PostgresBacktests(requests.database());
    }

    @Singleton
    @Named(LOOPS)
    BotHistory history(Database database) {
        return new PostgresBotHistory(database);
    }

    @Singleton
    @Primary
    BotHistory historyOf(Requests requests) {
        return new PostgresBotHistory(requests.database());
    }

    @Singleton
    Tenants tenants(Database database) {
        return new PostgresTenants(database, settings.databaseSeenByBots());
    }

    @Singleton
    TenantSecrets tenantSecrets() {
        return new HkdfTenantSecrets(MasterKey.read(settings.masterKey()));
    }

    @Bean(preDestroy = "close")
    @Singleton
    GitConnection git(Clock clock) {
        return new GitConnection(new JGitOpsRepository(
                settings.git(), settings.gitMirror(), Identity.BOTFLEET, clock, Optional.empty()));
    }

    @Singleton
    GitOpsRepository repository(GitConnection git) {
        return git.repository();
    }

    @Bean(preDestroy = "close")
    @Singleton
    ClusterParts cluster(Clock clock) {
        return settings.cluster().open(clock);
    }

    @Singleton
    Workloads workloads(ClusterParts cluster) {
        return cluster.workloads();
    }

    @Singleton
    Bots bots(ClusterParts cluster) {
        return cluster.bots();
    }

    @Singleton
    SecretSealer sealer(ClusterParts cluster) {
        return cluster.sealer();
    }

    @Singleton
    IngestingBlocks ingesting(CommandLog log, Inbox inbox) {
        return new IngestingBlocks(log, inbox, settings.policy());
    }

    @Singleton
    AdvancingCommands advancing(
            Commands commands,
            CommandLog log,
            SettlementLedger ledger,
            Inbox inbox,
            Envelopes envelopes,
            Tenants tenants,
            TenantSecrets secrets,
            SecretSealer sealer,
            GitOpsRepository repository,
            Workloads workloads,
            Bots bots,
            @Named(LOOPS) Backtests backtests,
            Reports reports,
            Clock clock) {
        return new AdvancingCommands(
                commands,
                log,
                ledger,
                inbox,
                envelopes,
                tenants,
                secrets,
                sealer,
                repository,
                workloads,
                bots,
                backtests,
                reports,
                settings.gateway(),
                settings.policy(),
                clock,
                PlatformFactory::salt);
    }

    @Singleton
    Reports reports() {
        return new Reports(StrictJson::read);
    }

    @Singleton
    CollectingBacktests collecting(
            @Named(LOOPS) Backtests backtests,
            Workloads workloads,
            GitOpsRepository repository,
            Reports reports,
            Clock clock) {
        return new CollectingBacktests(backtests, workloads, repository, reports, clock);
    }

    @Singleton
    ClearingBacktests clearing(@Named(LOOPS) Backtests backtests, Commands commands, GitOpsRepository repository) {
        return new ClearingBacktests(backtests, commands, repository);
    }

    @Singleton
    RemovingJobs removing(
            @Named(LOOPS) Backtests backtests, Commands commands, GitOpsRepository repository, Workloads workloads) {
        return new RemovingJobs(backtests, commands, repository, workloads);
    }

    @Singleton
    ValuesSchema valuesSchema() {
        return new HelmValuesSchema();
    }

    @Singleton
    CommittingChanges committing(
            Commands commands,
            CommandLog log,
            SettlementLedger ledger,
            Inbox inbox,
            GitOpsRepository repository,
            ValuesSchema schema,
            Workloads workloads,
            Bots bots,
            TenantSecrets secrets,
            Clock clock) {
        return new CommittingChanges(
                commands,
                log,
                ledger,
                inbox,
                repository,
                schema,
                workloads,
                bots,
                secrets,
                settings.gateway(),
                settings.policy(),
                clock,
                PlatformFactory::salt);
    }

    @Singleton
    SettlingCommands settling(
            Commands commands,
            Inbox inbox,
            @Named(LOOPS) Settlements settlements,
            SettlementLedger ledger,
            Clock clock) {
        return new SettlingCommands(commands, inbox, settlements, ledger, settings.policy(), clock);
    }

    @Singleton
    DrainingBots draining(
            Commands commands, GitOpsRepository repository, Workloads workloads, Bots bots, TenantSecrets secrets) {
        return new DrainingBots(commands, repository, workloads, bots, secrets);
    }

    @Singleton
    Reconciling reconciling(
            Commands commands,
            @Named(LOOPS) Settlements settlements,
            SettlementLedger ledger,
            GitOpsRepository repository,
            Workloads workloads,
            Clock clock) {
        return new Reconciling(commands, settlements, ledger, repository, workloads, clock);
    }

    @Singleton
    RereadingSettlements rereading(
            Commands commands,
            @Named(LOOPS) Settlements settlements,
            SettlementLedger ledger,
            CommandLog log,
            Inbox inbox,
            Clock clock) {
        return new RereadingSettlements(commands, settlements, ledger, log, inbox, clock);
    }

    @Singleton
    OpenAlarms alarms(MeterRegistry meters, Clock clock) {
        return new OpenAlarms(meters, clock);
    }

    @Singleton
    Discrepancies discrepancies(MeterRegistry meters, OpenAlarms alarms) {
        return new Discrepancies(meters, alarms);
    }

    @Singleton
    KeyWatch keyWatch(
            GatewayClient gateway,
            Wallet settler,
            EncryptionKeys keys,
            MeterRegistry meters,
            OpenAlarms alarms,
            Clock clock) {
        return new KeyWatch(
                gateway::settler, settler.address(), gateway::keys, keys.publicKeys(), meters, alarms, clock);
    }

    @Singleton
    Gauges gauges(
            Commands commands,
            Inbox inbox,
            CommandLog log,
            SettlementLedger ledger,
            @Named(LOOPS) BotHistory history,
            KeyWatch keys,
            MeterRegistry meters,
            OpenAlarms alarms,
            Clock clock) {
        return new Gauges(
                commands,
                inbox,
                log,
                ledger,
                history,
                keys,
                meters,
                alarms,
                settings.policy().blockTime(),
                clock);
    }

    private static Bytes salt() {
        byte[] salt = new byte[EvidenceDocument.SALT_BYTES];
        RANDOM.nextBytes(salt);
        return Bytes.of(salt);
    }

    @Singleton
    TakingUpTransactions takingUp(CommandLog log, CommandViews views) {
        return new TakingUpTransactions(log, views);
    }

    @Singleton
    ExplainingCommands explaining(CommandViews views) {
        return new ExplainingCommands(views);
    }

    @Singleton
    ShowingBots showing(Requests requests, Workloads workloads, Bots bots, TenantSecrets secrets, Clock clock) {
        return new ShowingBots(new PostgresCommands(requests.database()), workloads, bots, secrets, clock);
    }

    @Singleton
    WatchingBots watching(
            Commands commands,
            Workloads workloads,
            Bots bots,
            TenantSecrets secrets,
            @Named(LOOPS) BotHistory history,
            Clock clock) {
        return new WatchingBots(commands, workloads, bots, secrets, new Uninterrupted(history), clock);
    }

    @Singleton
    BotWatch botWatch(Commands commands, WatchingBots watching, Clock clock) {
        return new BotWatch(commands, watching, clock);
    }

    @Singleton
    BotLogs botLogs() {
        return settings.botLogs();
    }

    @Singleton
    AboutPlatform about(GatewayClient gateway, EncryptionKeys keys) {
        return new GatewayDescription(gateway, settings, keys.publicKeys(), clock());
    }

    @Singleton
    Part chain(CommandLog log) {
        return Part.of("chain", "Start the EVM node, or point the platform at another one.", log::head);
    }

    @Singleton
    Part postgresql(Inbox inbox) {
        return Part.of("postgresql", "Start PostgreSQL; the platform reconnects by itself.", inbox::cursor);
    }

    @Singleton
    Part gitPart(GitOpsRepository repository) {
        return Part.of("git", "Make the GitOps repository reachable for the platform.", repository::head);
    }

    @Singleton
    Part clusterPart(Workloads workloads) {
        return Part.of("cluster", "Start the cluster's control plane; the bots go on running without it.", () -> {
            if (workloads.observe(new WorkloadId("cliente-001")) instanceof Observation.Unreachable unreachable) {
                throw new Unavailable(unreachable.why());
            }
        });
    }

    @Singleton
    Part sealingPart(ClusterParts cluster, OpenAlarms alarms, Clock clock) {
        return new SealingWatch(cluster.sealing(), alarms, clock);
    }

    /** Started with the server, stopped before the parts it uses. */
    @Context
    @Bean(preDestroy = "close")
    Loops loops(
            IngestingBlocks ingesting,
            AdvancingCommands advancing,
            CommittingChanges committing,
            SettlingCommands settling,
            Leadership leadership,
            Commands commands,
            Workloads workloads,
            Replica replica,
            DrainingBots draining,
            CollectingBacktests collecting,
            ClearingBacktests clearing,
            RemovingJobs removing,
            Reconciling reconciling,
            RereadingSettlements rereading,
            Discrepancies discrepancies,
            BotWatch botWatch,
            Gauges gauges,
            MeterRegistry meters,
            OpenAlarms alarms,
            Clock clock) {
        Loops loops = new Loops(
                ingesting,
                advancing,
                committing,
                settling,
                leadership,
                commands,
                workloads,
                replica,
                settings.idle(),
                draining,
                collecting,
                clearing,
                removing,
                reconciling,
                rereading,
                discrepancies,
                botWatch,
                gauges,
                meters,
                alarms,
                clock);
        loops.start();
        return loops;
    }

    /** The pool of those that ask the API. */
    record Requests(PlatformDatabase pool) implements AutoCloseable {
        Database database() {
            return pool.database();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** Closed at the end; the port itself knows nothing of that. */
    record GitConnection(JGitOpsRepository repository) implements AutoCloseable {
        @Override
        public void close() {
            repository.close();
        }
    }
}

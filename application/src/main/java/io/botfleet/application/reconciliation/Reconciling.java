package io.botfleet.application.reconciliation;

import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.ClientSummary;
import io.botfleet.application.command.Commands;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.OnChain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what the commands say should be with what contract, Git and cluster have, whatever events were missed. It
 * changes nothing and so may run at any time, on every replica. Clients with a command on its way are left out: that
 * command is about to change what is compared.
 *
 * <p>What may be repaired without asking is repaired elsewhere, and found here while it is not: settlements that were not
 * read by {@link RereadingSettlements}, unsent ones by {@code SettlingCommands}, files that no command asks for by
 * {@code DrainingBots}. The rest is a person's: a file that somebody removed or changed by hand may be meant so, since Git
 * is in charge of what runs; ending pods that Git does not have, and starting those that died, is the cluster's own work.
 */
public final class Reconciling {
    private static final Duration LONGEST_READING = Duration.ofMinutes(10);

    private final Commands commands;
    private final Settlements settlements;
    private final SettlementLedger ledger;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Clock clock;

    public Reconciling(
            Commands commands,
            Settlements settlements,
            SettlementLedger ledger,
            GitOpsRepository repository,
            Workloads workloads,
            Clock clock) {
        this.commands = commands;
        this.settlements = settlements;
        this.ledger = ledger;
        this.repository = repository;
        this.workloads = workloads;
        this.clock = clock;
    }

    /** Everything that does not fit together now; throws a failure of the outside where that can't be told. */
    public List<Discrepancy> reconcile() {
        List<Discrepancy> discrepancies = new ArrayList<>();
        Optional<CommitId> head = repository.head();
        List<ClientSummary> summaries = commands.summaries();
        summaries.stream()
                .filter(ClientSummary::isIdle)
                .forEach(summary -> discrepancies.addAll(compare(summary, head)));
        Set<ClientId> clients = summaries.stream().map(ClientSummary::client).collect(Collectors.toSet());
        repository.inventory().keySet().stream()
                .flatMap(path -> unasked(path, clients).stream())
                .forEach(discrepancies::add);
        OpenVerdicts.of(commands, settlements)
                .forEach(command -> unsettled(command).ifPresent(discrepancies::add));
        commands.overdue(clock.instant().minus(LONGEST_READING), OpenVerdicts.MOST).stream()
                .filter(command -> command.onChain().isEmpty())
                .filter(command -> ledger.escrow(command.id()).isEmpty())
                .map(Reconciling::unread)
                .forEach(discrepancies::add);
        return discrepancies;
    }

    private Optional<Discrepancy> unasked(RepositoryPath path, Set<ClientId> clients) {
        if (path.botOf().filter(clients::contains).isPresent()
                || path.backtestOf().flatMap(commands::find).isPresent()) {
            return Optional.empty();
        }
        String why = path.backtestOf()
                .map(command -> "there is no command " + command)
                .orElse("its client never sent a command");
        return Optional.of(new Discrepancy(Discrepancy.Kind.VALUES_WITHOUT_COMMAND, path.value(), why));
    }

    private List<Discrepancy> compare(ClientSummary summary, Optional<CommitId> head) {
        ClientId client = summary.client();
        RepositoryPath path = RepositoryPath.ofBot(client);
        Optional<Bytes> file = head.flatMap(commit -> repository.at(commit, path));
        Observation observation = workloads.observe(WorkloadId.ofBot(client));
        return summary.settledStart()
                .map(start -> shouldRun(client.value(), start, file, observation))
                .orElseGet(() -> shouldNotRun(client, file, observation));
    }

    private static List<Discrepancy> shouldRun(
            String client, ClientSummary.Approved start, Optional<Bytes> file, Observation observation) {
        if (file.isEmpty()) {
            return List.of(new Discrepancy(
                    Discrepancy.Kind.VALUES_MISSING,
                    client,
                    "command " + start.id() + " was approved, and its file is gone"));
        }
        if (file.filter(ValuesDocument::isPaused).isPresent()) {
            return List.of(new Discrepancy(
                    Discrepancy.Kind.VALUES_WITHOUT_COMMAND,
                    client,
                    "another bot stays in the place of that of command " + start.id() + ", since it holds positions"));
        }
        if (!file.map(CanonicalJson::sha256).equals(start.values())) {
            return List.of(new Discrepancy(
                    Discrepancy.Kind.VALUES_ALTERED,
                    client,
                    "its file is not the one that command " + start.id() + " was approved with"));
        }
        return down(start, observation)
                .map(why -> List.of(new Discrepancy(Discrepancy.Kind.BOT_DOWN, client, why)))
                .orElseGet(List::of);
    }

    private static Optional<String> down(ClientSummary.Approved start, Observation observation) {
        return switch (observation) {
            // An outage of the control plane says nothing about a bot.
            case Observation.Unreachable _ -> Optional.empty();
            case Observation.Seen seen
            when seen.problem().isPresent() ->
                Optional.of(seen.problem().get().kind() + ": "
                        + seen.problem().get().message());
            case Observation.Seen seen
            when seen.pod().isEmpty() -> Optional.of("no pod runs for command " + start.id());
            case Observation.Seen seen ->
                seen.pod()
                        .filter(pod -> !pod.command().equals(Optional.of(start.id())))
                        .map(pod -> "its pod is of " + of(pod) + ", not of command " + start.id());
        };
    }

    private static String of(Pod pod) {
        return pod.command().map(command -> "command " + command).orElse("no command");
    }

    private static List<Discrepancy> shouldNotRun(ClientId client, Optional<Bytes> file, Observation observation) {
        if (file.isPresent()) {
            return List.of(new Discrepancy(
                    Discrepancy.Kind.VALUES_WITHOUT_COMMAND,
                    client.value(),
                    "no command of this client asks for a bot"));
        }
        return observation instanceof Observation.Seen seen && seen.pod().isPresent()
                ? List.of(new Discrepancy(
                        Discrepancy.Kind.WORKLOAD_WITHOUT_VALUES,
                        client.value(),
                        "pod " + seen.pod().get().name() + " runs"))
                : List.of();
    }

    private Optional<Discrepancy> unsettled(Command command) {
        Instant now = clock.instant();
        String subject = subject(command);
        if (command.onChain().isPresent()) {
            return contradicted(command, command.onChain().get());
        }
        boolean old = now.isAfter(command.since().plus(LONGEST_READING));
        if (old && ledger.escrow(command.id()).isEmpty()) {
            return Optional.of(unread(command));
        }
        return now.isAfter(command.submission().deadline())
                ? Optional.of(new Discrepancy(
                        Discrepancy.Kind.SETTLEMENT_LATE,
                        subject,
                        "its deadline was " + command.submission().deadline()))
                : Optional.empty();
    }

    private static Discrepancy unread(Command command) {
        return new Discrepancy(
                Discrepancy.Kind.SETTLEMENT_UNREAD,
                subject(command),
                "its escrow is gone and its stage is " + command.stage());
    }

    private static String subject(Command command) {
        return "command " + command.id() + " of " + command.client();
    }

    /** The client's own reclaim contradicts nothing: that is what it has after the deadline. */
    private static Optional<Discrepancy> contradicted(Command command, OnChain fact) {
        OnChain.Outcome ours =
                command.stage() == Stage.APPROVING ? OnChain.Outcome.APPROVED : OnChain.Outcome.ROLLED_BACK;
        return fact.outcome() == ours || fact.outcome() == OnChain.Outcome.RECLAIMED
                ? Optional.empty()
                : Optional.of(new Discrepancy(
                        Discrepancy.Kind.VERDICT_CONTRADICTED,
                        subject(command),
                        "its verdict here is " + ours + ", and transaction " + fact.transaction() + " says "
                                + fact.outcome()));
    }
}

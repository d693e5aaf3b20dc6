package io.botfleet.application.command;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.backtest.Reports;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.settlement.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Brings commands on by one step each: what a step finds is stored before the next one is taken, and every step may be
 * taken again.
 */
public final class AdvancingCommands {
    private static final Set<Stage> STAGES = Set.of(
            Stage.RECEIVED,
            Stage.QUEUED,
            Stage.COMMITTED,
            Stage.DEPLOYED,
            Stage.CONFIRMED,
            Stage.RESTORING,
            Stage.APPROVING,
            Stage.REFUNDING,
            Stage.ORPHANED);

    private final Commands commands;
    private final ChainTime chainTime;
    private final Policy policy;
    private final Clock clock;
    private final OpeningStep opening;
    private final PreparingStep preparing;
    private final ConfirmingStep confirming;
    private final RestoringStep restoring;
    private final ClosingStep closing;

    public AdvancingCommands(
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
            Backtests backtests,
            Reports reports,
            Gateway gateway,
            Policy policy,
            Clock clock,
            Supplier<Bytes> salts) {
        Verdicts verdicts = new Verdicts(gateway, salts);
        Positions positions = new Positions(bots, secrets);
        this.commands = commands;
        this.chainTime = new ChainTime(clock, log, ledger, commands, inbox, policy);
        this.policy = policy;
        this.clock = clock;
        Provisioning provisioning = new Provisioning(envelopes, tenants, secrets, sealer, gateway);
        BacktestSteps ofBacktests =
                new BacktestSteps(backtests, provisioning, repository, workloads, reports, verdicts, policy);
        this.opening = new OpeningStep(commands, inbox, envelopes, repository, verdicts);
        this.preparing = new PreparingStep(
                commands,
                ofBacktests,
                provisioning,
                positions,
                repository,
                workloads,
                verdicts,
                new Patience(inbox, policy),
                policy);
        this.confirming =
                new ConfirmingStep(commands, ofBacktests, repository, workloads, bots, secrets, verdicts, policy);
        this.restoring = new RestoringStep(commands, ofBacktests, repository, workloads, positions, verdicts, policy);
        this.closing = new ClosingStep(chainTime, verdicts, policy);
    }

    /**
     * Takes one step for up to {@code most} commands that are due; returns how many it took up. A mistake of this program
     * with one of them is thrown once the others had their step.
     */
    public int advance(Replica replica, int most, Duration lease) {
        List<Claim> claims = commands.claim(replica, STAGES, most, lease);
        Mistakes mistakes = new Mistakes();
        for (Claim claim : claims) {
            Next next = step(claim.command(), mistakes);
            // A conflict means that somebody else has it now, and will see what there is to see.
            commands.save(claim, next.command(), next.again());
        }
        mistakes.surface();
        return claims.size();
    }

    private Next step(Command claimed, Mistakes mistakes) {
        try {
            // What it was stuck by is over where this look goes well.
            Command command = claimed.unstuck();
            Instant now = chainTime.now();
            Next next =
                    switch (command.stage()) {
                        case RECEIVED -> opening.take(command, now);
                        case QUEUED -> preparing.take(command, now);
                        case COMMITTED, DEPLOYED, CONFIRMED -> confirming.take(command, now);
                        case RESTORING -> restoring.take(command, now);
                        case APPROVING, REFUNDING -> closing.take(command, now);
                        case ORPHANED -> orphaned(command, now);
                        case PROVISIONED, UNDOING, APPROVED, ROLLED_BACK, RECLAIMED, VANISHED ->
                            throw new IllegalStateException("no step for " + command.stage());
                    };
            return decidesAgainst(command, next.command()) ? ifTheChainKnowsNoMore(command, next) : next;
        } catch (Permanent failure) {
            return new Next(claimed.stuck(Stuck.By.PERMANENT, failure.what(), clock.instant()), policy.lookAgain());
        } catch (Unavailable away) {
            // It can't be told whether it is still stuck.
            return new Next(claimed.waiting(away.what()), away.retryAfter());
        } catch (Conflict conflict) {
            return new Next(claimed.waiting(conflict.what()), policy.lookAgain());
        } catch (RuntimeException mistake) {
            return mistakes.note(claimed, mistake, clock.instant());
        }
    }

    /** What is undone already was decided against before. */
    private static boolean decidesAgainst(Command command, Command next) {
        return next.stage() == Stage.UNDOING
                || (next.stage() == Stage.REFUNDING
                        && (command.stage() == Stage.RECEIVED || command.stage() == Stage.QUEUED));
    }

    private Next ifTheChainKnowsNoMore(Command command, Next undoing) {
        return chainTime
                .inTheWayOfUndoing(command)
                .map(what -> new Next(command.waiting(what), policy.lookAgain()))
                .orElse(undoing);
    }

    private Next orphaned(Command command, Instant now) {
        Instant graceEnds = command.since().plus(policy.orphanGrace());
        return now.isAfter(graceEnds) && chainTime.isFinalAfter(graceEnds)
                ? Next.at(command.undoing(
                        new Ending(Reason.EXPIRED, "its transaction left the chain", Ending.End.VANISHED), now))
                : new Next(command.waiting("its transaction to be mined again"), policy.lookAgain());
    }
}

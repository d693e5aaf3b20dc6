package io.botfleet.domain.bot;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What must be seen before a start is confirmed. */
public record Expectation(ClientId client, CommandId command, ValuesDigest digest, StartTrading order) {

    /** What its pod must be. */
    public Deployment deployment() {
        return new Deployment(command, digest);
    }

    /**
     * Whether the bot runs as commanded and really iterates.
     *
     * @param firstProcess the first {@code last_process} that was seen of this bot; empty before
     */
    public Verdict executing(
            Observation observation,
            Answer<RunningConfig> config,
            Answer<BotHealth> health,
            Optional<Instant> firstProcess) {
        if (!(observation instanceof Observation.Seen seen)) {
            return new Verdict.CannotTellYet("the cluster to answer");
        }
        Deployment deployment = deployment();
        Optional<Pod> ours = seen.pod().filter(deployment::made);
        if (seen.pod().isPresent() && ours.isEmpty()) {
            // A problem of another command's pod proves nothing about this one.
            return deployment.notOurs(seen);
        }
        if (seen.problem().isPresent()) {
            return Deployment.failure(seen.problem().get());
        }
        if (ours.isEmpty()) {
            return deployment.notOurs(seen);
        }
        if (ours.get().phase() != Pod.Phase.READY) {
            return new Verdict.CannotTellYet("the pod to become ready");
        }
        return switch (config) {
            case Answer.Silent<RunningConfig> silent -> new Verdict.CannotTellYet("the bot's API: " + silent.why());
            case Answer.Refused<RunningConfig> refused ->
                new Verdict.CannotTellYet("the bot's API, which answers " + refused.status());
            case Answer.Given<RunningConfig> given -> {
                List<String> differences = differences(given.value());
                yield differences.isEmpty()
                        ? iterating(given.value(), health, firstProcess)
                        : new Verdict.Failed(
                                Reason.MISMATCH,
                                "the bot runs something else than commanded: " + String.join(", ", differences));
            }
        };
    }

    private static Verdict iterating(RunningConfig config, Answer<BotHealth> health, Optional<Instant> firstProcess) {
        if (!config.isRunning()) {
            return new Verdict.CannotTellYet("the bot to run; it says that it is " + config.state());
        }
        if (!(health instanceof Answer.Given<BotHealth> given)
                || given.value().lastProcess().isEmpty()
                || firstProcess.isEmpty()) {
            return new Verdict.CannotTellYet("the bot's first iteration");
        }
        return given.value().lastProcess().get().isAfter(firstProcess.get())
                ? new Verdict.Confirmed()
                : new Verdict.CannotTellYet("the bot's last_process to advance");
    }

    private List<String> differences(RunningConfig shown) {
        List<String> found = new ArrayList<>();
        compare(found, "runmode", order.dryRun() ? "dry_run" : "live", shown.runmode());
        compare(found, "dry_run", order.dryRun(), shown.dryRun());
        compare(found, "strategy", order.strategy(), shown.strategy());
        compare(found, "exchange", order.exchange(), shown.exchange());
        compare(found, "bot_name", ValuesDocument.botName(client, command), shown.botName());
        compare(found, "stake_currency", order.stakeCurrency(), shown.stakeCurrency());
        compare(found, "max_open_trades", order.maxOpenTrades(), shown.maxOpenTrades());
        compare(found, "timeframe", order.timeframe(), shown.timeframe());
        if (!order.stakeAmount().matches(shown.stakeAmount())) {
            found.add("stake_amount is " + shown.stakeAmount());
        }
        if (!new HashSet<>(order.pairs()).equals(new HashSet<>(shown.pairs()))) {
            found.add("whitelist is " + shown.pairs());
        }
        return found;
    }

    private static void compare(List<String> found, String field, Object commanded, Object shown) {
        if (!commanded.equals(shown)) {
            found.add(field + " is " + shown + " instead of " + commanded);
        }
    }
}

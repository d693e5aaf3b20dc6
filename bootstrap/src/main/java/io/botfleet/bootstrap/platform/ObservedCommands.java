package io.botfleet.bootstrap.platform;

import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.ClientSummary;
import io.botfleet.application.command.Commands;
import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every step that a command took: a line in the log, with the ids that tie it to the rest, how long the stage
 * before it lasted, and every verdict by its reason.
 */
final class ObservedCommands implements Commands {
    private static final Logger LOG = LoggerFactory.getLogger("io.botfleet.commands");

    private static final String NO_REASON = "none";

    private final Commands commands;
    private final MeterRegistry meters;
    private final Clock clock;

    ObservedCommands(Commands commands, MeterRegistry meters, Clock clock) {
        this.commands = commands;
        this.meters = meters;
        this.clock = clock;
        // All are there from the start: a rate can't be taken of what appears with its first event.
        Arrays.stream(Stage.values())
                .filter(stage -> !Stage.ENDED.contains(stage))
                .forEach(stage -> {
                    lasted(stage);
                    repeated(stage);
                });
        verdicts(Stage.APPROVING, NO_REASON);
        Arrays.stream(Reason.values()).forEach(reason -> verdicts(Stage.REFUNDING, reason.name()));
    }

    private Timer lasted(Stage stage) {
        return Timer.builder("botfleet.stage")
                .tag("stage", stage.name())
                .description("How long commands were in a stage")
                .register(meters);
    }

    private Counter repeated(Stage stage) {
        return Counter.builder("botfleet.steps.repeated")
                .tag("stage", stage.name())
                .description("Steps that found nothing to go on by and are taken again")
                .register(meters);
    }

    private Counter verdicts(Stage stage, String reason) {
        return Counter.builder("botfleet.verdicts")
                .tag("stage", stage.name())
                .tag("reason", reason)
                .description("Verdicts, and why commands were rolled back")
                .register(meters);
    }

    @Override
    public Saved save(Claim claim, Command next, Duration again) {
        Saved saved = commands.save(claim, next, again);
        if (saved == Saved.SAVED && next.stage() != claim.command().stage()) {
            LOG.info(
                    "command={} client={} stage={}{}",
                    next.id(),
                    next.client(),
                    next.stage(),
                    next.ending().map(ending -> " reason=" + ending.reason()).orElse(""));
            measure(claim.command(), next);
        } else if (saved == Saved.SAVED) {
            repeated(next.stage()).increment();
            if (next.stuck().isPresent() && claim.command().stuck().isEmpty()) {
                LOG.warn(
                        "command={} client={} stage={} is stuck: {}",
                        next.id(),
                        next.client(),
                        next.stage(),
                        next.waitingOn().orElse(""));
                return saved;
            }
            next.waitingOn()
                    .filter(found -> !claim.command().waitingOn().equals(next.waitingOn()))
                    .ifPresent(found -> LOG.info(
                            "command={} client={} stage={} waits for {}",
                            next.id(),
                            next.client(),
                            next.stage(),
                            found));
        }
        return saved;
    }

    private void measure(Command before, Command next) {
        // The chain's clock dates some steps, and may be ahead of this one.
        Duration lasted = Duration.between(before.since(), clock.instant());
        lasted(before.stage()).record(lasted.isNegative() ? Duration.ZERO : lasted);
        if (Stage.SETTLING.contains(next.stage()) && !Stage.SETTLING.contains(before.stage())) {
            String reason = next.stage() == Stage.APPROVING
                    ? NO_REASON
                    : next.ending().map(ending -> ending.reason().name()).orElse(NO_REASON);
            verdicts(next.stage(), reason).increment();
        }
    }

    @Override
    public Backlog backlog() {
        return commands.backlog();
    }

    @Override
    public List<Claim> claim(Replica replica, Set<Stage> stages, int most, Duration lease) {
        return commands.claim(replica, stages, most, lease);
    }

    @Override
    public Optional<Command> find(CommandId id) {
        return commands.find(id);
    }

    @Override
    public Standing standing(ClientId client) {
        return commands.standing(client);
    }

    @Override
    public Turn turn(Command command) {
        return commands.turn(command);
    }

    @Override
    public List<Command> overdue(Instant now, int most) {
        return commands.overdue(now, most);
    }

    @Override
    public boolean isIdle(ClientId client) {
        return commands.isIdle(client);
    }

    @Override
    public Optional<Command> lastApproved(ClientId client, CommandId before) {
        return commands.lastApproved(client, before);
    }

    @Override
    public Optional<Command> firstOf(ClientId client) {
        return commands.firstOf(client);
    }

    @Override
    public List<ClientId> clients() {
        return commands.clients();
    }

    @Override
    public List<ClientSummary> summaries() {
        return commands.summaries();
    }

    @Override
    public Optional<CommandId> earlierTwin(Command command, Optional<CommandKey> key) {
        return commands.earlierTwin(command, key);
    }

    @Override
    public int activeBots() {
        return commands.activeBots();
    }

    @Override
    public void wake(ClientId client) {
        commands.wake(client);
    }
}

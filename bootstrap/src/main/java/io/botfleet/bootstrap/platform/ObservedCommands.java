package io.botfleet.bootstrap.platform;

import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Commands;
import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Lane;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.submission.CommandId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
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

    private final Commands commands;
    private final MeterRegistry meters;
    private final Clock clock;

    ObservedCommands(Commands commands, MeterRegistry meters, Clock clock) {
        this.commands = commands;
        this.meters = meters;
        this.clock = clock;
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
        }
        return saved;
    }

    private void measure(Command before, Command next) {
        // The chain's clock dates some steps, and may be ahead of this one.
        Duration lasted = Duration.between(before.since(), clock.instant());
        meters.timer("botfleet.stage", "stage", before.stage().name())
                .record(lasted.isNegative() ? Duration.ZERO : lasted);
        if (Stage.SETTLING.contains(next.stage()) && !Stage.SETTLING.contains(before.stage())) {
            String reason = next.stage() == Stage.APPROVING
                    ? "none"
                    : next.ending().map(ending -> ending.reason().name()).orElse("none");
            meters.counter("botfleet.verdicts", "stage", next.stage().name(), "reason", reason)
                    .increment();
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
    public Lane lane(ClientId client) {
        return commands.lane(client);
    }

    @Override
    public Turn turn(Command command) {
        return commands.turn(command);
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

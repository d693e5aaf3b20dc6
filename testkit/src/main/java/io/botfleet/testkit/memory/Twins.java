package io.botfleet.testkit.memory;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.submission.CommandId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Each client's commands by envelope and by key, so that a repeat is found at once, however often it was repeated. */
final class Twins {
    private record ByEnvelope(ClientId client, Bytes envelope) {}

    private record ByKey(ClientId client, CommandKey key) {}

    private final Map<Record, NavigableSet<CommandId>> commands = new HashMap<>();

    void add(Command command) {
        marks(command, key(command)).forEach(mark -> commands.computeIfAbsent(mark, _ -> new TreeSet<>())
                .add(command.id()));
    }

    void replace(Command before, Command next) {
        boolean same = before.client().equals(next.client())
                && before.submission().envelope().equals(next.submission().envelope())
                && key(before).equals(key(next));
        if (!same) {
            marks(before, key(before))
                    .forEach(mark -> commands.computeIfPresent(mark, (_, own) -> {
                        own.remove(before.id());
                        return own.isEmpty() ? null : own;
                    }));
            add(next);
        }
    }

    /** The first command before this one with the same envelope, or with this key. */
    Optional<CommandId> earliest(Command command, Optional<CommandKey> key) {
        return marks(command, key)
                .map(mark -> commands.getOrDefault(mark, Collections.emptyNavigableSet()))
                .filter(own -> !own.isEmpty())
                .map(NavigableSet::first)
                .filter(first -> first.compareTo(command.id()) < 0)
                .min(CommandId::compareTo);
    }

    void clear() {
        commands.clear();
    }

    private static Optional<CommandKey> key(Command command) {
        return command.accepted().map(Accepted::key);
    }

    private static Stream<Record> marks(Command command, Optional<CommandKey> key) {
        return Stream.concat(
                Stream.of(new ByEnvelope(command.client(), command.submission().envelope())),
                key.map(present -> new ByKey(command.client(), present)).stream());
    }
}

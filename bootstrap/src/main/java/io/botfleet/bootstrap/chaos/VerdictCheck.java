package io.botfleet.bootstrap.chaos;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether each command was settled once and ended as it may, given what the same client had sent before it and after it. */
final class VerdictCheck {
    private VerdictCheck() {}

    /** @param ends the outcome of each command, or for a rollback its reason */
    static List<String> look(List<Sent> sent, Map<CommandId, String> ends) {
        List<String> wrong = new ArrayList<>();
        Map<ClientId, List<Sent>> byClient =
                sent.stream().sorted(Comparator.comparing(Sent::id)).collect(Collectors.groupingBy(Sent::client));
        byClient.values().forEach(commands -> look(commands, ends, wrong));
        return wrong;
    }

    /** @param settlements how often the contract says that each command was settled */
    static List<String> settledOnce(List<Sent> sent, Map<CommandId, Long> settlements) {
        return sent.stream()
                .filter(each -> settlements.getOrDefault(each.id(), 0L) != 1)
                .map(each ->
                        "command " + each.id() + " was settled " + settlements.getOrDefault(each.id(), 0L) + " times")
                .toList();
    }

    private static void look(List<Sent> commands, Map<CommandId, String> ends, List<String> wrong) {
        boolean runs = false;
        boolean cutShort = false;
        for (int place = 0; place < commands.size(); place++) {
            Sent command = commands.get(place);
            String end = ends.getOrDefault(command.id(), "nothing");
            String ended = "command " + command.id() + " (" + command.kind() + ") ended as " + end;
            if (!command.kind().ends().contains(end)) {
                wrong.add(ended + ", not as one of " + command.kind().ends());
            } else if (end.equals("SUPERSEDED") && isLast(commands, place)) {
                wrong.add(ended + " without a later command of " + command.client());
            } else if (end.equals("NOTHING_TO_STOP") && runs) {
                wrong.add(ended + " although a bot of " + command.client() + " ran");
            } else if (command.kind() == Sent.Kind.STOP && end.equals("APPROVED") && !runs && !cutShort) {
                wrong.add(ended + " although " + command.client() + " had no bot and none was being started");
            }
            if (command.kind().concernsTheBot() && end.equals("APPROVED")) {
                runs = command.kind() == Sent.Kind.START;
                cutShort = false;
            } else if (command.kind().starts() && end.equals("SUPERSEDED")) {
                cutShort = true;
            }
        }
    }

    /** Whether nothing came after it that can take its place. */
    private static boolean isLast(List<Sent> commands, int place) {
        return commands.stream().skip(place + 1L).noneMatch(later -> later.kind()
                .concernsTheBot());
    }
}

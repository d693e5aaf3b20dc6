package io.botfleet.testkit.simulation;

import io.botfleet.application.chain.Cursor;
import io.botfleet.application.command.Claim;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.Submission;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last steps of a run, put into words only when somebody asks, and a number that two equal runs share. */
final class Trace {
    private static final int REMEMBERED = Integer.getInteger("botfleet.simulation.steps", 80);
    private static final int LONGEST_WORDS = 160;

    private record Step(
            long second,
            String thread,
            String method,
            List<@Nullable Object> arguments,
            String outcome,
            @Nullable Object result) {}

    private final ArrayDeque<Step> last = new ArrayDeque<>();
    private long fingerprint;

    void add(
            long second,
            String thread,
            String method,
            @Nullable Object[] arguments,
            String outcome,
            @Nullable Object result) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(new Step(second, thread, method, Arrays.asList(arguments), outcome, result));
        int what =
                switch (result) {
                    case Enum<?> value -> value.name().hashCode();
                    case Collection<?> several -> several.size();
                    case Optional<?> value -> value.isPresent() ? 1 : 0;
                    case null, default -> 7;
                };
        fingerprint = (((fingerprint * 31 + second) * 31 + thread.hashCode()) * 31 + method.hashCode()) * 31
                + outcome.hashCode()
                + what;
    }

    void note(long second, String what) {
        add(second, "world", what, new Object[0], "", "");
    }

    /** The same for two runs that took the same steps with the same outcomes. */
    long fingerprint() {
        return fingerprint;
    }

    List<String> lines() {
        return last.stream().map(Trace::line).toList();
    }

    private static String line(Step step) {
        String arguments = step.arguments().stream().map(Trace::words).collect(Collectors.joining(", "));
        String result = words(step.result());
        return "%5d s  %-18s %s%s%s%s"
                .formatted(
                        step.second(),
                        step.thread(),
                        step.method(),
                        arguments.isEmpty() ? "" : "(" + arguments + ")",
                        step.outcome().isEmpty() ? "" : " " + step.outcome(),
                        result.isEmpty() ? "" : " -> " + result);
    }

    private static String words(@Nullable Object value) {
        String words =
                switch (value) {
                    case null -> "";
                    case Command command -> command.id() + " " + command.stage() + " v" + command.version();
                    case Claim claim -> "claim of " + words(claim.command());
                    case Fence fence -> "epoch " + fence.epoch();
                    case Replica replica -> replica.name();
                    case Cursor cursor -> "block " + cursor.block().number();
                    case Submission submission -> "submission " + submission.id();
                    case Settlement settlement ->
                        "nonce " + settlement.nonce() + " with "
                                + settlement.entries().stream()
                                        .map(entry -> entry.command() + " " + entry.decision())
                                        .toList();
                    case Change change ->
                        change.kind() + " of " + change.command()
                                + change.content().map(_ -> "").orElse(" (removal)");
                    case Secret _, Bytes _ -> "…";
                    case Optional<?> optional -> optional.map(Trace::words).orElse("nothing");
                    case Collection<?> several ->
                        several.stream().map(Trace::words).collect(Collectors.joining(", ", "[", "]"));
                    case Map<?, ?> map -> map.keySet().toString();
                    default -> {
                        String text = value.toString();
                        yield text.contains("$$Lambda") ? "λ" : text;
                    }
                };
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + "…" : words;
    }
}

package io.botfleet.bootstrap.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/operations.md}, as far as programs can read it. */
public final class Handbook {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern METRIC =
            Pattern.compile("^\\| `(botfleet_[a-z_]+)(?:\\{([a-z,]+)})?` \\|", Pattern.MULTILINE);
    private static final Pattern KIND = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    private final String text;

    public Handbook() throws IOException {
        text = Files.readString(ROOT.resolve("docs/operations.md"));
    }

    /** The alerts, which its runbook is for. */
    public static Path rules() {
        return ROOT.resolve("infra/charts/botfleet/alerts/botfleet.rules.yml");
    }

    /** The names of metrics in its table, each with the names of its labels. */
    public Map<String, Set<String>> metrics() {
        return METRIC.matcher(text)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), Handbook::labels, (one, _) -> one, TreeMap::new));
    }

    private static Set<String> labels(MatchResult found) {
        return found.group(2) == null
                ? Set.of()
                : new TreeSet<>(Arrays.asList(found.group(2).split(",", -1)));
    }

    List<String> kinds() {
        return KIND.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** As GitHub makes them of headings. */
    Set<String> anchors() {
        return HEADING.matcher(text)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The words below a heading. */
    String under(String heading) {
        int begin = text.indexOf("\n### " + heading + "\n");
        int end = begin < 0 ? -1 : text.indexOf("\n#", begin + 2);
        return begin < 0
                ? ""
                : text.substring(text.indexOf('\n', begin + 1), end < 0 ? text.length() : end)
                        .strip();
    }
}

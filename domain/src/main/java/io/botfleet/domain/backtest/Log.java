package io.botfleet.domain.backtest;

import io.botfleet.domain.document.Wording;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Freqtrade's log says of a backtest. It serves no API while it runs one, so that nothing else does.
 *
 * @param begun the line by which it says that it runs the strategy ({@code freqtrade/optimize/backtesting.py})
 * @param strategy what that line names
 * @param timerange what the command line asked for, as {@code freqtrade/configuration/configuration.py} repeats it
 * @param timeframe the same
 */
record Log(Optional<String> begun, Optional<String> strategy, Optional<String> timerange, Optional<String> timeframe) {
    private static final Pattern STRATEGY = Pattern.compile("Running backtesting for Strategy (\\S+)");
    private static final Pattern TIMERANGE = Pattern.compile("Parameter --timerange detected: (\\S+) \\.\\.\\.");
    private static final Pattern TIMEFRAME =
            Pattern.compile("Parameter -i/--timeframe detected \\.\\.\\. Using timeframe: (\\S+) \\.\\.\\.");
    /** A line of the log at its worst levels, or the last line of a Python traceback. */
    private static final Pattern WRONG =
            Pattern.compile(" - (?:ERROR|CRITICAL) - |^(?:\\w+\\.)*\\w+(?:Error|Exception)(?:: .*)?$");

    private static final int LONGEST = 300;

    static Log read(List<String> lines) {
        return new Log(
                lines.stream()
                        .filter(line -> STRATEGY.matcher(line).find())
                        .map(Log::cleaned)
                        .reduce((_, later) -> later),
                last(lines, STRATEGY),
                last(lines, TIMERANGE),
                last(lines, TIMEFRAME));
    }

    private static Optional<String> last(List<String> lines, Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> cleaned(matcher.group(1)))
                .reduce((_, later) -> later);
    }

    /** The last words that tell of something wrong, or else the last ones. */
    static Optional<String> lastWords(List<String> lines) {
        List<String> said = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("botfleet-result "))
                .toList();
        return said.stream()
                .filter(line -> WRONG.matcher(line).find())
                .reduce((_, later) -> later)
                .or(() -> said.stream().reduce((_, later) -> later))
                .map(Log::cleaned);
    }

    static String cleaned(String words) {
        return Wording.clean(words.strip(), LONGEST);
    }
}

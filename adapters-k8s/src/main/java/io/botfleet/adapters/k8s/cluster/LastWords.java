package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.state.PodState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a container ended, in its own words: asked of its log once for each end, however often somebody looks. */
final class LastWords {
    private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);
    private static final int LINES = 50;
    private static final int MOST_REMEMBERED = 1_000;
    private static final int LONGEST_WORDS = 600;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    /** Freqtrade's log format: time, logger, level, message (freqtrade/loggers). */
    private static final Pattern FREQTRADE_FAILURE = Pattern.compile(".* - (?:ERROR|CRITICAL) - (.+)");

    private record End(String podUid, String container, int restarts) {}

    /** @param askedAt of a log that could not be read */
    private record Words(Optional<String> text, long askedAt) {
        boolean isFinal() {
            return text.isPresent() || System.nanoTime() - askedAt < TRY_AGAIN.toNanos();
        }
    }

    private final PodLogs logs;
    private final Map<End, Words> remembered = new LinkedHashMap<>();

    LastWords(PodLogs logs) {
        this.logs = logs;
    }

    /** The last error, or else the last line; empty where the log can't be read now. */
    Optional<String> of(PodState pod) {
        End end = new End(pod.pod().uid(), pod.container(), pod.pod().restarts());
        synchronized (remembered) {
            Words known = remembered.get(end);
            if (known != null && known.isFinal()) {
                return known.text();
            }
        }
        Words asked = new Words(ask(pod), System.nanoTime());
        synchronized (remembered) {
            remembered.put(end, asked);
            if (remembered.size() > MOST_REMEMBERED) {
                remembered.remove(remembered.keySet().iterator().next());
            }
        }
        return asked.text();
    }

    private Optional<String> ask(PodState pod) {
        try {
            return Optional.of(in(logs.tail(pod, LINES)));
        } catch (ApiFailure failure) {
            LOG.debug("the log of {} can't be read: {}", pod.name(), failure.what());
            return Optional.empty();
        }
    }

    private static String in(List<String> log) {
        List<String> lines = log.stream().filter(line -> !line.isBlank()).toList();
        String words = lines.isEmpty() ? "it printed nothing" : lines.getLast().strip();
        for (String line : lines.reversed()) {
            Matcher failure = FREQTRADE_FAILURE.matcher(line);
            if (failure.matches()) {
                words = failure.group(1).strip();
                break;
            }
        }
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }
}

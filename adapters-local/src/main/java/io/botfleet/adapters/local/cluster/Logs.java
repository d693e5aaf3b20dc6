package io.botfleet.adapters.local.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.cluster.pod.FollowedLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What pods print, read on the caller's thread. */
record Logs(Map<String, Workload> workloads) {
    /** Ends a log that was followed to its end; whoever does not get it knows that it broke off. */
    static final String END = "null";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How often a silent log says that it is still followed, which is also how soon a reader's leaving is noticed. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    List<String> tail(String workload, int lines) {
        return Optional.ofNullable(workloads.get(workload))
                .map(it -> it.log(lines))
                .orElse(List.of());
    }

    /** Writes each line as a JSON text on a line of its own, an empty one now and then, and at last {@link #END}. */
    void follow(String workload, int lines, OutputStream out) throws IOException, InterruptedException {
        Optional<FollowedLog> log = Optional.ofNullable(workloads.get(workload)).flatMap(it -> it.follow(lines));
        if (log.isPresent()) {
            try (FollowedLog followed = log.get()) {
                pass(followed, out);
            }
        }
        out.write((END + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void pass(FollowedLog log, OutputStream out) throws IOException, InterruptedException {
        long written = System.nanoTime();
        for (Optional<List<String>> more = log.more(); more.isPresent(); more = log.more()) {
            for (String line : more.get()) {
                out.write(JSON.writeValueAsBytes(line));
                out.write('\n');
            }
            boolean silent = more.get().isEmpty();
            boolean isTime = System.nanoTime() - written >= SIGN_OF_LIFE.toNanos();
            if (silent && isTime) {
                out.write('\n');
            }
            if (!silent || isTime) {
                out.flush();
                written = System.nanoTime();
            }
            if (silent) {
                Thread.sleep(LOOK);
            }
        }
    }
}

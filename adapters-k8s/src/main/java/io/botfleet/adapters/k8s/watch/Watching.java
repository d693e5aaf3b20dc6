package io.botfleet.adapters.k8s.watch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.api.KubernetesApi;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of all objects of one kind: lists them once, then watches, and lists again after anything that broke the
 * watch (list, then watch from the list's version: Kubernetes API Concepts, "Efficient detection of changes").
 *
 * <p>A watch is asked to end after half of the time for which its news count. The server's end of it is proof that
 * nothing was missed, also while nothing changes; a connection that is dead without telling is noticed in time.
 */
public final class Watching<T extends Watched> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500;
    private static final Duration LONGEST_LIST_QUIET = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration SHORT_WATCH = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);
    private static final int GONE = 410;

    private final KubernetesApi api;
    private final Kind<T> kind;
    private final Duration staleness;
    private final Consumer<String> changed;
    private final Shelf<T> shelf = new Shelf<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Long heard;
    private volatile String trouble = "they were not listed yet";

    /**
     * Begins at once, on a thread of its own.
     *
     * @param staleness for how long what was heard last counts
     * @param changed called with a workload, soon after something of it has changed; never from two threads at once
     */
    public Watching(KubernetesApi api, Kind<T> kind, Duration staleness, Consumer<String> changed) {
        this.api = api;
        this.kind = kind;
        this.staleness = staleness;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("watching-" + kind.plural()).start(this::run);
    }

    /** The objects of a workload, as they were heard of last; ask {@link #outOfTouch} first. */
    public List<T> of(String workload) {
        return shelf.of(workload);
    }

    public Optional<T> named(String name) {
        return shelf.named(name);
    }

    public int size() {
        return shelf.size();
    }

    /** Why what is here must not be taken for how it is; empty while it may. */
    public Optional<String> outOfTouch() {
        Long last = heard;
        if (last == null) {
            return Optional.of("the " + kind.plural() + " are not known: " + trouble);
        }
        // The same words for as long as it lasts: what waits for it notes each new reason down.
        return System.nanoTime() - last <= staleness.toNanos()
                ? Optional.empty()
                : Optional.of("nothing was heard of the " + kind.plural() + " for more than " + staleness.toSeconds()
                        + " s: " + trouble);
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try {
                String version = list();
                while (!closed) {
                    version = watch(version);
                    failures = 0;
                }
            } catch (ApiFailure failure) {
                failures++;
                beginAgain(failures, failure.what(), failure.retryAfter());
            } catch (RuntimeException unforeseen) {
                failures++;
                LOG.warn("what is told of {} can't be read", kind.plural(), unforeseen);
                beginAgain(failures, "what is told of them can't be read", Optional.empty());
            }
        }
    }

    private void beginAgain(int failures, String why, Optional<Duration> asked) {
        trouble = why;
        if (!closed) {
            LOG.info("watching {} was interrupted, and begins again: {}", kind.plural(), why);
            pause(failures, asked);
        }
    }

    private String list() throws ApiFailure {
        List<T> all = new ArrayList<>();
        String next = "";
        do {
            Map<String, String> query = new TreeMap<>(Map.of("labelSelector", kind.selector(), "limit", "" + PAGE));
            if (!next.isEmpty()) {
                query.put("continue", next);
            }
            Listing page = api.get(
                    kind.path(),
                    query,
                    LONGEST_LIST_QUIET.compareTo(staleness) < 0 ? LONGEST_LIST_QUIET : staleness,
                    body -> Listing.read(body, each -> all.add(kind.reading().apply(each))));
            next = page.next();
            if (next.isEmpty()) {
                shelf.replaceAll(all).forEach(changed);
                hear();
                return page.version();
            }
        } while (!closed);
        return "";
    }

    /** Until the server ends it; returns the version to go on from. */
    private String watch(String from) throws ApiFailure {
        long seconds = Math.max(1, staleness.toSeconds() / 2);
        Map<String, String> query = Map.of(
                "labelSelector",
                kind.selector(),
                "watch",
                "true",
                "allowWatchBookmarks",
                "true",
                "resourceVersion",
                from,
                "timeoutSeconds",
                "" + seconds);
        Duration quiet = Duration.ofSeconds(seconds).plus(staleness.dividedBy(4));
        long begun = System.nanoTime();
        String reached = api.follow(kind.path(), query, quiet, body -> events(body, from));
        hear();
        if (System.nanoTime() - begun < SHORT_WATCH.toNanos()) {
            // Whatever ends watches at once is not to be asked without end.
            pause(1, Optional.empty());
        }
        return reached;
    }

    private String events(InputStream body, String from) throws IOException, ApiFailure {
        hear();
        String version = from;
        try (JsonParser events = JSON.createParser(body)) {
            for (JsonToken token = events.nextToken(); token != null; token = events.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new IOException("what should be an event is none");
                }
                JsonNode event = JSON.readTree(events);
                JsonNode object = event.path("object");
                switch (event.path("type").asText()) {
                    case "ADDED", "MODIFIED" ->
                        shelf.put(kind.reading().apply(object)).ifPresent(changed);
                    case "DELETED" -> shelf.remove(name(object)).ifPresent(changed);
                    case "BOOKMARK" -> {}
                    case "ERROR" -> throw ended(object);
                    default -> throw new IOException("an event of no known type");
                }
                version = object.path("metadata").path("resourceVersion").asText();
                hear();
            }
        }
        return version;
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    /** A {@code Status}: 410 where the version to begin from is forgotten (Kubernetes API Concepts, "410 Gone"). */
    private ApiFailure ended(JsonNode status) {
        return ApiFailure.ofStatus(
                status.path("code").asInt(GONE),
                kind.path() + ": " + status.path("message").asText());
    }

    private void hear() {
        heard = System.nanoTime();
        trouble = "the connection is silent";
    }

    /** Longer with every failure, and never the same for all replicas. */
    private void pause(int failures, Optional<Duration> asked) {
        long most = LONGEST_PAUSE.toMillis();
        long grown = Math.min(most, FIRST_PAUSE.toMillis() << Math.min(failures, 10));
        long millis = Math.max(
                ThreadLocalRandom.current().nextLong(grown / 2, grown + 1),
                asked.map(Duration::toMillis)
                        .map(wanted -> Math.min(wanted, LONGEST_ASKED.toMillis()))
                        .orElse(0L));
        try {
            Thread.sleep(millis);
        } catch (InterruptedException closing) {
            closed = true;
        }
    }

    /** The request that is under way ends when the API is closed. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}

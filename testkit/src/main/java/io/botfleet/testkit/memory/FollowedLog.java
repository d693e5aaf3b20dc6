package io.botfleet.testkit.memory;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads on in what a pod prints, for as long as the cluster answers. */
final class FollowedLog extends Spliterators.AbstractSpliterator<String> {
    private static final long A_MOMENT_MILLIS = 20;

    private final World world;
    private final PodLog log;
    private final Queue<String> ready;
    private int read;
    private volatile boolean closed;

    private FollowedLog(World world, PodLog log, List<String> before, int lines) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.world = world;
        this.log = log;
        List<String> printed = log.lines();
        this.read = printed.size();
        this.ready = new ArrayDeque<>(
                last(lines, Stream.concat(before.stream(), printed.stream()).toList()));
    }

    /** @param before what comes before anything that is printed */
    static Stream<String> of(World world, PodLog log, List<String> before, int lines) {
        FollowedLog followed = new FollowedLog(world, log, before, lines);
        return StreamSupport.stream(followed, false).onClose(() -> followed.closed = true);
    }

    static List<String> last(int lines, List<String> all) {
        return all.subList(Math.max(0, all.size() - Math.max(0, lines)), all.size());
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
        while (!closed) {
            if (!ready.isEmpty()) {
                action.accept(ready.remove());
                return true;
            }
            world.require(World.Part.CLUSTER);
            Optional<List<String>> more = more();
            if (more.isEmpty()) {
                return false;
            }
            read += more.get().size();
            ready.addAll(more.get());
        }
        return false;
    }

    private Optional<List<String>> more() {
        try {
            return log.behind(read, A_MOMENT_MILLIS);
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}

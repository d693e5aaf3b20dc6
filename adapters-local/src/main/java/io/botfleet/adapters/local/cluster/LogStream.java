package io.botfleet.adapters.local.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A log that the local cluster sends as it grows. */
final class LogStream extends Spliterators.AbstractSpliterator<String> implements Flow.Subscriber<String> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AHEAD = 256;

    /** The cluster gives a sign of life every second. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private sealed interface Signal {
        record Line(String json) implements Signal {}

        record Broken(Throwable why) implements Signal {}

        record Closed() implements Signal {}
    }

    private final String workload;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private Optional<Flow.Subscription> subscription = Optional.empty();
    private volatile boolean closed;

    private LogStream(String workload) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.workload = workload;
    }

    static Stream<String> of(String workload, Flow.Publisher<List<ByteBuffer>> body) {
        LogStream log = new LogStream(workload);
        body.subscribe(BodySubscribers.fromLineSubscriber(log));
        return StreamSupport.stream(log, false).onClose(log::close);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = Optional.of(given);
        given.request(AHEAD);
    }

    @Override
    public void onNext(String line) {
        signals.add(new Signal.Line(line));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal.Broken(failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.Broken(new IOException("the local cluster broke off")));
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
        while (!closed) {
            switch (next()) {
                case Signal.Closed _ -> {
                    return false;
                }
                case Signal.Broken broken -> throw new Unavailable("the log of " + workload, broken.why());
                case Signal.Line line
                when line.json().equals(Logs.END) -> {
                    return false;
                }
                case Signal.Line line -> {
                    demand();
                    if (!closed && !line.json().isEmpty()) {
                        action.accept(text(line.json()));
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Signal next() {
        try {
            Signal signal = signals.poll(LONGEST_SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            return signal == null ? new Signal.Broken(new IOException("the local cluster is silent")) : signal;
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return new Signal.Closed();
        }
    }

    private synchronized void demand() {
        subscription.ifPresent(it -> it.request(1));
    }

    private String text(String json) {
        try {
            return JSON.readValue(json, String.class);
        } catch (JsonProcessingException malformed) {
            throw new Unavailable("the log of " + workload + " is malformed");
        }
    }

    private synchronized void close() {
        closed = true;
        subscription.ifPresent(Flow.Subscription::cancel);
        signals.add(new Signal.Closed());
    }
}

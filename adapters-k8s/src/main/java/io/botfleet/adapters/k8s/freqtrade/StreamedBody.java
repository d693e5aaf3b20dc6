package io.botfleet.adapters.k8s.freqtrade;

import io.botfleet.domain.bot.Answer;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A body that is read while it arrives, and broken off with the first bytes that make no sense. */
final class StreamedBody<T> implements BodySubscriber<Answer<T>> {
    /** Makes of bytes what they mean, without keeping them. */
    interface Reader<T> {
        /** Throws {@link IOException} where they are no JSON. */
        void feed(ByteBuffer bytes) throws IOException, Nonsense;

        /** What they mean, once all of them were given. */
        T end() throws IOException, Nonsense;
    }

    private interface Reading {
        void read() throws IOException, Nonsense;
    }

    private final Reader<T> reader;
    private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    StreamedBody(Reader<T> reader) {
        this.reader = reader;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription.complete(source);
        source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        reading(() -> {
            for (ByteBuffer buffer : buffers) {
                reader.feed(buffer);
            }
        });
    }

    @Override
    public void onComplete() {
        reading(() -> answer.complete(new Answer.Given<>(reader.end())));
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public CompletionStage<Answer<T>> getBody() {
        return answer;
    }

    private void reading(Reading some) {
        if (answer.isDone()) {
            return;
        }
        try {
            some.read();
        } catch (IOException | Nonsense nonsense) {
            answer.complete(FreqtradeApi.senseless(nonsense));
            subscription.join().cancel();
        }
    }
}

package io.botfleet.domain.bot;

import java.util.function.Function;

/** What came of asking a bot over its REST API. */
public sealed interface Answer<T> {
    record Given<T>(T value) implements Answer<T> {}

    /** The bot answered, with an HTTP status that is no success: 401, 502 and 503 have meanings of their own. */
    record Refused<T>(int status, String message) implements Answer<T> {}

    /** Nobody answered; that proves nothing about the bot, since Freqtrade trades on without its API. */
    record Silent<T>(String why) implements Answer<T> {}

    default <R> Answer<R> map(Function<T, R> change) {
        return switch (this) {
            case Given<T> given -> new Given<>(change.apply(given.value()));
            case Refused<T> refused -> new Refused<>(refused.status(), refused.message());
            case Silent<T> silent -> new Silent<>(silent.why());
        };
    }
}

package io.botfleet.adapters.rest.platform;

/** Supplies what {@code GET /platform} shows; throws {@code Unavailable} while that can't be read. */
@FunctionalInterface
public interface AboutPlatform {
    Platform platform();
}

package io.botfleet.bootstrap.architecture.broken.application;

/** A port without a contract suite. */
public interface Lonely {
    void call();
}

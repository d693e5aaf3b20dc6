package io.botfleet.bootstrap.architecture.broken.application;

/** A port that the tests give a contract suite. */
public interface Kept {
    void call();

    /** A nested interface is part of its port. */
    interface Part {}
}

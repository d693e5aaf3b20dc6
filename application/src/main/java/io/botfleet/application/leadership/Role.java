package io.botfleet.application.leadership;

/** Work that one replica at a time does. */
public enum Role {
    CHAIN_READER,
    GIT_WRITER,
    SETTLER,
    RECONCILER
}

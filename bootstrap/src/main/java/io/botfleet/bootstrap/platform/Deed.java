package io.botfleet.bootstrap.platform;

/** What a process does at a boundary, where a test of crashes asks for it. */
public enum Deed {
    /** It ends without any goodbye, as by SIGKILL. */
    END,
    /** It stops itself, as by SIGSTOP, until somebody wakes it by SIGCONT. */
    SLEEP
}

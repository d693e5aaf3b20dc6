package io.botfleet.bootstrap.architecture.broken.application;

import org.junit.jupiter.api.Tag;

@Tag("framework")
public class DoingTwoThings {
    public void first() {}

    public void second() {}
}

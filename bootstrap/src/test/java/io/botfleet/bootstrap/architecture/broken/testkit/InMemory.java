package io.botfleet.bootstrap.architecture.broken.testkit;

public record InMemory() {}

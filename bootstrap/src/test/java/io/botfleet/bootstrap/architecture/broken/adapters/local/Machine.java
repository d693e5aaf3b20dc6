package io.botfleet.bootstrap.architecture.broken.adapters.local;

public record Machine() {}

package io.botfleet.bootstrap.architecture.broken.adapters.postgres;

public record Rows(int count) {}

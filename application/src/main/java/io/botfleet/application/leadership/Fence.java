package io.botfleet.application.leadership;

/** Proof of having led, by an epoch that grows with every change of holder: an older one is refused. */
public record Fence(Role role, long epoch) {}

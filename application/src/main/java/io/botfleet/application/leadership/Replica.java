package io.botfleet.application.leadership;

/** One running copy of the platform, by a name that no other copy ever had. */
public record Replica(String name) {}

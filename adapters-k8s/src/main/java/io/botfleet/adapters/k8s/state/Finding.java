package io.botfleet.adapters.k8s.state;

import java.time.Instant;

/** Something that is wrong, in the cluster's words, and when it was last found so. */
public record Finding(String message, Instant at) {}

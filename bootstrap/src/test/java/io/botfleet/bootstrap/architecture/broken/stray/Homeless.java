package io.botfleet.bootstrap.architecture.broken.stray;

/** In no layer. */
final class Homeless {}

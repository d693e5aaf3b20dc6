package io.botfleet.bootstrap.architecture.broken.application;

final class ThingHelper {}

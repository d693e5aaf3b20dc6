package io.botfleet.bootstrap.architecture.broken.bootstrap.local;

import io.botfleet.bootstrap.architecture.broken.adapters.local.Machine;

record Wiring(Machine machine) {}

package io.botfleet.bootstrap.architecture.broken.bootstrap.platform;

import io.botfleet.bootstrap.architecture.broken.adapters.local.Machine;

record NeedsTheMachine(Machine machine) {}

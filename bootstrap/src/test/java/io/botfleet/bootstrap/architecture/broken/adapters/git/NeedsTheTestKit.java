package io.botfleet.bootstrap.architecture.broken.adapters.git;

import io.botfleet.bootstrap.architecture.broken.testkit.InMemory;

record NeedsTheTestKit(InMemory memory) {}

package io.botfleet.bootstrap.architecture.broken.adapters.git;

import io.botfleet.bootstrap.architecture.broken.adapters.postgres.Rows;

record SeesAnotherAdapter(Rows rows) {}

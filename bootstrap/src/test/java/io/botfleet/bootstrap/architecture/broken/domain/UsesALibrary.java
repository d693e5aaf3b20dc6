package io.botfleet.bootstrap.architecture.broken.domain;

import org.assertj.core.description.Description;

record UsesALibrary(Description description) {}

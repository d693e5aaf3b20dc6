package io.botfleet.bootstrap.architecture.broken.domain;

import io.botfleet.bootstrap.architecture.broken.application.Lonely;

record SeesTheApplication(Lonely port) {}

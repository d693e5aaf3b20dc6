package io.botfleet.bootstrap.architecture.broken.domain;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;

record ReachesOutside(Path file, InputStream stream, URI address) {}

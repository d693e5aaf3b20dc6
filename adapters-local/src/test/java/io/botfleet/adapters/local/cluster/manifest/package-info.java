@NullMarked
package io.botfleet.adapters.local.cluster.manifest;

import org.jspecify.annotations.NullMarked;

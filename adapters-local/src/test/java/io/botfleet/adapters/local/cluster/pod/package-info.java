@NullMarked
package io.botfleet.adapters.local.cluster.pod;

import org.jspecify.annotations.NullMarked;

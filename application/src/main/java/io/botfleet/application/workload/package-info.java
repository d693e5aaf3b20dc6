/** The cluster and its bots, as the core needs them. */
@NullMarked
package io.botfleet.application.workload;

import org.jspecify.annotations.NullMarked;

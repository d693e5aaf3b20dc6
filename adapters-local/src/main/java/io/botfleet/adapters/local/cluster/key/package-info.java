/** The cluster's own key: what secrets are sealed to, and opened with. */
@NullMarked
package io.botfleet.adapters.local.cluster.key;

import org.jspecify.annotations.NullMarked;

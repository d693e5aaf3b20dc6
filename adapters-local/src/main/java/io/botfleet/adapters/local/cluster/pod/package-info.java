/** The node: pods as folders and processes of one machine. */
@NullMarked
package io.botfleet.adapters.local.cluster.pod;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.local.cluster.key;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.local.cluster;

import org.jspecify.annotations.NullMarked;

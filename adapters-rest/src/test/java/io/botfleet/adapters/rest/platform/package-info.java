/** Who the platform answers to. */
@NullMarked
package io.botfleet.adapters.rest.platform;

import org.jspecify.annotations.NullMarked;

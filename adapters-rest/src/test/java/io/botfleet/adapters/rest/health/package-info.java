/** How each part is watched. */
@NullMarked
package io.botfleet.adapters.rest.health;

import org.jspecify.annotations.NullMarked;

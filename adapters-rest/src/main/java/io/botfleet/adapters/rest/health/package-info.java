/** How each part of the platform is. */
@NullMarked
package io.botfleet.adapters.rest.health;

import org.jspecify.annotations.NullMarked;

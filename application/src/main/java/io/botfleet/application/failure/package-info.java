/** How the outside fails, by what follows from it. */
@NullMarked
package io.botfleet.application.failure;

import org.jspecify.annotations.NullMarked;

/** Values that must not be printed. */
@NullMarked
package io.botfleet.domain.secret;

import org.jspecify.annotations.NullMarked;

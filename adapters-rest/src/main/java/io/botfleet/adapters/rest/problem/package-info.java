/** Problem details (RFC 9457): the one form of every error. */
@NullMarked
package io.botfleet.adapters.rest.problem;

import org.jspecify.annotations.NullMarked;

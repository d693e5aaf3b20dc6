/** The platform's REST API from the outside. */
@NullMarked
package io.botfleet.bootstrap.client;

import org.jspecify.annotations.NullMarked;

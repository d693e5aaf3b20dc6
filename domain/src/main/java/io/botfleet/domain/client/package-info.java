/** Who a client is, and the names that follow from its number. */
@NullMarked
package io.botfleet.domain.client;

import org.jspecify.annotations.NullMarked;

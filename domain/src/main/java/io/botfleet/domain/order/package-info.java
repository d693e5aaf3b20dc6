/** What a client may command, validated. */
@NullMarked
package io.botfleet.domain.order;

import org.jspecify.annotations.NullMarked;

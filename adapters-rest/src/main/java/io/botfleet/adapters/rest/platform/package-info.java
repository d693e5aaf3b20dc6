/** What a client has to know before it sends a command. */
@NullMarked
package io.botfleet.adapters.rest.platform;

import org.jspecify.annotations.NullMarked;

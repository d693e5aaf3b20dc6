/** Reading the gateway's log without losing or inventing an event. */
@NullMarked
package io.botfleet.adapters.blockchain.log;

import org.jspecify.annotations.NullMarked;

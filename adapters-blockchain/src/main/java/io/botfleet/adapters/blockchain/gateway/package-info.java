/** The CommandGateway's interface: its calls, its events and its compiled form. */
@NullMarked
package io.botfleet.adapters.blockchain.gateway;

import org.jspecify.annotations.NullMarked;

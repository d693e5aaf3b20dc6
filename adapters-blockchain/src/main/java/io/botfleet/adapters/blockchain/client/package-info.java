/** The client's side of the gateway, and the operator's deployment of it. */
@NullMarked
package io.botfleet.adapters.blockchain.client;

import org.jspecify.annotations.NullMarked;

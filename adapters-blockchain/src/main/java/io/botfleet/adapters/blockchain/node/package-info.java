/** Talking to an EVM node over JSON-RPC, with failures typed by what follows from them. */
@NullMarked
package io.botfleet.adapters.blockchain.node;

import org.jspecify.annotations.NullMarked;

/** Sealing and opening commands with HPKE (RFC 9180), in the wire format of docs/protocol.md. */
@NullMarked
package io.botfleet.adapters.blockchain.envelope;

import org.jspecify.annotations.NullMarked;

/** The Merkle tree that binds evidence documents to a settlement on chain (docs/protocol.md). */
@NullMarked
package io.botfleet.adapters.blockchain.evidence;

import org.jspecify.annotations.NullMarked;

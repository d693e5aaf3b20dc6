/** Ethereum's hash function. */
@NullMarked
package io.botfleet.adapters.blockchain.keccak;

import org.jspecify.annotations.NullMarked;

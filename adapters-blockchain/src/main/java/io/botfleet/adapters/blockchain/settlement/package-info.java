/** Signing and sending verdicts. */
@NullMarked
package io.botfleet.adapters.blockchain.settlement;

import org.jspecify.annotations.NullMarked;

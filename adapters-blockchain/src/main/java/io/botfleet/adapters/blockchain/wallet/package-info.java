/** Private keys that sign transactions. */
@NullMarked
package io.botfleet.adapters.blockchain.wallet;

import org.jspecify.annotations.NullMarked;

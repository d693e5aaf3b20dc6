/**
 * A development chain that keeps what it acknowledged: anvil behind a front of our own, which journals every transaction
 * and block before they count, and replays them at the next start.
 */
@NullMarked
package io.botfleet.adapters.local.chain;

import org.jspecify.annotations.NullMarked;

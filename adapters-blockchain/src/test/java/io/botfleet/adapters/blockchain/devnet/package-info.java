@NullMarked
package io.botfleet.adapters.blockchain.devnet;

import org.jspecify.annotations.NullMarked;

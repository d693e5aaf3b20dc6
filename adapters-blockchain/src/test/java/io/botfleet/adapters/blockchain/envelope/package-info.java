@NullMarked
package io.botfleet.adapters.blockchain.envelope;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.blockchain.protocol;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.blockchain.faults;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.blockchain.evidence;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.blockchain.log;

import org.jspecify.annotations.NullMarked;

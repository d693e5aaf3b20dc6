@NullMarked
package io.botfleet.adapters.blockchain.gateway;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.botfleet.adapters.blockchain.client;

import org.jspecify.annotations.NullMarked;

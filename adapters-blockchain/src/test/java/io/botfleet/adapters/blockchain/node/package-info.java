@NullMarked
package io.botfleet.adapters.blockchain.node;

import org.jspecify.annotations.NullMarked;

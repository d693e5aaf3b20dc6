/** JSON from outside, read so strictly that it has one meaning. */
@NullMarked
package io.botfleet.adapters.blockchain.json;

import org.jspecify.annotations.NullMarked;

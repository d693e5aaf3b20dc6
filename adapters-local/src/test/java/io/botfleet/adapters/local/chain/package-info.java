@NullMarked
package io.botfleet.adapters.local.chain;

import org.jspecify.annotations.NullMarked;

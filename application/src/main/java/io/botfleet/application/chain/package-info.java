/** The chain, as the core needs it. */
@NullMarked
package io.botfleet.application.chain;

import org.jspecify.annotations.NullMarked;

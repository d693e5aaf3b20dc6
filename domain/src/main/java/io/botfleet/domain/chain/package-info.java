/** Identities and places on an EVM chain, as values. */
@NullMarked
package io.botfleet.domain.chain;

import org.jspecify.annotations.NullMarked;

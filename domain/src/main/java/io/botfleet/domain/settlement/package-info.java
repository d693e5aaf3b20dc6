/** Verdicts, the evidence for them, and how they reach the chain. */
@NullMarked
package io.botfleet.domain.settlement;

import org.jspecify.annotations.NullMarked;

/** Verdicts on their way to the chain. */
@NullMarked
package io.botfleet.application.settlement;

import org.jspecify.annotations.NullMarked;

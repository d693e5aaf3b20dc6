/** The document that proves a verdict. */
@NullMarked
package io.botfleet.domain.evidence;

import org.jspecify.annotations.NullMarked;

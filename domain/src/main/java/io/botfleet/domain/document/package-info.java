/** JSON as values, and its canonical form. */
@NullMarked
package io.botfleet.domain.document;

import org.jspecify.annotations.NullMarked;

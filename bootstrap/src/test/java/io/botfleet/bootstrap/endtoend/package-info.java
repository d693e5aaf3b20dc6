/** The platform as its users run it: real processes, a real chain, a real database, a real repository. */
@NullMarked
package io.botfleet.bootstrap.endtoend;

import org.jspecify.annotations.NullMarked;
